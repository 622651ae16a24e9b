package dev.berth.deploy.kubernetes;

import dev.berth.deploy.sizing.MemoryPlan;
import dev.berth.deploy.sizing.ModelMemory;
import dev.berth.deploy.sizing.ReplicaPlan;

/// All that manifests follow from.
///
/// @param models memory of the models in a replica
/// @param memory of a replica
/// @param weightBytes of all models, which a start reads from the disk
public record ManifestInput(
        ManifestSettings settings,
        SystemNeeds needs,
        ReplicaPlan plan,
        ModelMemory models,
        MemoryPlan memory,
        long weightBytes) {

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
