package dev.berth.serving.execution;

import dev.berth.core.system.ValidationError;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.WorkerStatus;
import java.util.List;
import java.util.Optional;

/// The state of one version, for operators of the system.
///
/// @param name the model's folder name, which may be one that no model can have
/// @param version the version's folder name; empty if the error is about the model as a whole
/// @param reason why it is not ready, with the remedy; for a ready version, why a later change of
///   its package was refused; otherwise empty
/// @param errors all errors of a broken package
/// @param memory native memory that the engine holds for it; none when it is not loaded
/// @param worker the process that executes it; empty if that is this one, or it is not loaded
public record ModelStatus(
        String name,
        String version,
        ModelState state,
        String reason,
        List<ValidationError> errors,
        MemoryUse memory,
        Optional<WorkerStatus> worker) {
    public ModelStatus {
        errors = List.copyOf(errors);
    }

    /// Whether it answers predictions, be it after it has been loaded for them.
    public boolean isServed() {
        return switch (state) {
            case READY, ON_DEMAND -> true;
            case LOADING, UNLOADING, UNLOADED, FAILED -> false;
        };
    }
}
