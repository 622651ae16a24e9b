package dev.berth.catalog;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// A system as it was on disk at one time.
///
/// @param system what `berth.yaml` says, as far as it could be read
/// @param folders ordered by model
/// @param packages those of all folders, ordered by model, then version
/// @param endpoints in the order of names
/// @param features those that are described without a mistake, and those that are served as they
///   were published
/// @param versions every version of a view that is described or published, in their order
/// @param mistakes those of the system as a whole; each broken package has its own
public record CatalogSnapshot(
        SystemDescription system,
        List<ModelFolder> folders,
        List<PackageEntry> packages,
        List<EndpointEntry> endpoints,
        FeatureDefinitions features,
        List<ViewVersion> versions,
        List<ValidationError> mistakes) {

    public CatalogSnapshot {
        folders = List.copyOf(folders);
        packages = List.copyOf(packages);
        endpoints = List.copyOf(endpoints);
        versions = List.copyOf(versions);
        mistakes = List.copyOf(mistakes);
    }

    /// @param mistakes besides those of the folders
    static CatalogSnapshot of(
            SystemDescription system,
            List<ModelFolder> folders,
            List<EndpointEntry> endpoints,
            FeaturesReader.Reading features,
            List<ValidationError> mistakes) {
        List<ValidationError> all = new ArrayList<>(mistakes);
        folders.forEach(folder -> all.addAll(folder.mistakes()));
        return new CatalogSnapshot(
                system,
                folders,
                folders.stream().flatMap(folder -> folder.packages().stream()).toList(),
                endpoints,
                features.definitions(),
                features.versions(),
                all);
    }

    /// Those of the packages that can be loaded.
    public List<PackageEntry.Valid> valid() {
        return packages.stream()
                .filter(PackageEntry.Valid.class::isInstance)
                .map(PackageEntry.Valid.class::cast)
                .toList();
    }
}
