package dev.berth.serving;

import dev.berth.core.system.ModelPackage;
import org.jspecify.annotations.Nullable;

/// A version that answers requests.
///
/// @param instance null if it is on-demand: the next request has it loaded
record ServableVersion(PackageRevision described, @Nullable ModelInstance instance) {
    ModelPackage modelPackage() {
        return described.modelPackage();
    }
}
