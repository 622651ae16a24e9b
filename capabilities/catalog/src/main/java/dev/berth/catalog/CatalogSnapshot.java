package dev.berth.catalog;

import dev.berth.core.system.Mistake;
import dev.berth.core.system.SystemDescription;
import java.util.List;

/// A system as it was on disk at one time.
///
/// @param system what `berth.yaml` says, as far as it could be read
/// @param packages ordered by model, then version
/// @param mistakes those of the system as a whole; each broken package has its own
public record CatalogSnapshot(
        SystemDescription system, List<PackageEntry> packages, List<Mistake> mistakes) {

    public CatalogSnapshot {
        packages = List.copyOf(packages);
        mistakes = List.copyOf(mistakes);
    }

    /// Those of the packages that can be loaded.
    public List<PackageEntry.Valid> valid() {
        return packages.stream()
                .filter(PackageEntry.Valid.class::isInstance)
                .map(PackageEntry.Valid.class::cast)
                .toList();
    }
}
