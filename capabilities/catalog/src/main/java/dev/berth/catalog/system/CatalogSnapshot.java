package dev.berth.catalog.system;

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
/// @param parts what else the files of the system describe
/// @param features those that are described without a mistake, and those that are served as they
///   were published
/// @param versions every version of a view that is described or published, in their order
/// @param mistakes those of the system as a whole; each broken package has its own
public record CatalogSnapshot(
        SystemDescription system,
        List<ModelFolder> folders,
        List<PackageEntry> packages,
        List<EndpointEntry> endpoints,
        PartDescriptions parts,
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

    /// A system of what was read.
    ///
    /// @param mistakes besides those of the folders
    public static CatalogSnapshot of(
            SystemDescription system,
            List<ModelFolder> folders,
            List<EndpointEntry> endpoints,
            PartDescriptions parts,
            FeatureDefinitions features,
            List<ViewVersion> versions,
            List<ValidationError> mistakes) {
        List<ValidationError> all = new ArrayList<>(mistakes);
        folders.forEach(folder -> all.addAll(folder.mistakes()));
        return new CatalogSnapshot(
                system,
                folders,
                folders.stream().flatMap(folder -> folder.packages().stream()).toList(),
                endpoints,
                parts,
                features,
                versions,
                all);
    }

    /// The same with further mistakes.
    public CatalogSnapshot with(List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(mistakes);
        all.addAll(further);
        return new CatalogSnapshot(
                system, folders, packages, endpoints, parts, features, versions, all);
    }

    /// The description of a part of the system.
    ///
    /// @param type of the description, as [SystemPart#type] says
    /// @throws IllegalStateException if no [SystemPart] of this process is of this type
    public <T> T part(Class<T> type) {
        return parts.require(type);
    }

    /// Those of the packages that can be loaded.
    public List<PackageEntry.Valid> valid() {
        return packages.stream()
                .filter(PackageEntry.Valid.class::isInstance)
                .map(PackageEntry.Valid.class::cast)
                .toList();
    }
}
