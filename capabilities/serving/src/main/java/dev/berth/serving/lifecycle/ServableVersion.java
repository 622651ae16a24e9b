package dev.berth.serving.lifecycle;

import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.PackageRevision;
import org.jspecify.annotations.Nullable;

/// A version that answers requests.
///
/// @param instance null if it is on-demand: the next request has it loaded
public record ServableVersion(PackageRevision described, @Nullable ModelInstance instance) {
    public ModelPackage modelPackage() {
        return described.modelPackage();
    }
}
