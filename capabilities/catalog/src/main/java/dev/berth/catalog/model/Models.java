package dev.berth.catalog.model;

import java.util.List;
import java.util.stream.Stream;

/// The model packages of a system.
///
/// @param folders ordered by model
public record Models(List<ModelFolder> folders) {
    public Models {
        folders = List.copyOf(folders);
    }

    /// The names of the folders.
    public List<String> names() {
        return folders.stream().map(ModelFolder::name).toList();
    }

    /// Those of all folders, ordered by model, then version.
    public List<PackageEntry> packages() {
        return folders.stream().flatMap(folder -> folder.packages().stream()).toList();
    }

    /// Those of the packages that can be loaded.
    public List<PackageEntry.Valid> valid() {
        return packages().stream()
                .flatMap(
                        entry ->
                                entry instanceof PackageEntry.Valid valid
                                        ? Stream.of(valid)
                                        : Stream.of())
                .toList();
    }
}
