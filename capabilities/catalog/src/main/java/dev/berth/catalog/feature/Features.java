package dev.berth.catalog.feature;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Set;

/// The features of a system.
///
/// @param definitions those that are described without an error, and those that are served as they
///   were published
/// @param versions every version of a view that is described or published, in their order
/// @param written the names of views and services that are described, if with an error
/// @param errors of descriptions and publications
public record Features(
        FeatureDefinitions definitions,
        List<ViewVersion> versions,
        Set<String> written,
        List<ValidationError> errors) {
    public Features {
        versions = List.copyOf(versions);
        written = Set.copyOf(written);
        errors = List.copyOf(errors);
    }
}
