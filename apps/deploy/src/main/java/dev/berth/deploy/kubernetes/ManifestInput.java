package dev.berth.deploy.kubernetes;

import dev.berth.deploy.sizing.MemoryPlan;
import dev.berth.deploy.sizing.ReplicaPlan;

/// All that manifests follow from.
///
/// @param weightBytes of all models, which a start reads from the disk
/// @param memorySource where the models' memory is from
public record ManifestInput(
        ManifestSettings settings,
        SystemNeeds needs,
        ReplicaPlan plan,
        MemoryPlan memory,
        long weightBytes,
        String memorySource) {

    String name() {
        return settings.name();
    }

    boolean isScaled() {
        return !(settings.scaling() instanceof Scaling.Fixed);
    }

    StartTimes times() {
        return new StartTimes(
                weightBytes,
                plan.request().loads().stream()
                        .mapToDouble(load -> load.p99Seconds())
                        .max()
                        .orElse(0));
    }
}
