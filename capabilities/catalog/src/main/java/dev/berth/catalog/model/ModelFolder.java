package dev.berth.catalog.model;

import dev.berth.core.system.ValidationError;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A folder `models/<model>` of a system, as it was on disk at one time.
///
/// @param name of the folder, which need not be a valid name of a model
/// @param versions the names of the folders within
/// @param packages in the order of versions
/// @param errors those of the folder; each broken package has its own
public record ModelFolder(
        String name,
        Set<String> versions,
        List<PackageEntry> packages,
        List<ValidationError> errors) {

    public ModelFolder {
        // In their order, in which they are reported.
        versions = Collections.unmodifiableSet(new LinkedHashSet<>(versions));
        packages = List.copyOf(packages);
        errors = List.copyOf(errors);
    }
}
