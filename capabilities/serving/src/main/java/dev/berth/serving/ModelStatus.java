package dev.berth.serving;

import dev.berth.core.system.Mistake;
import java.util.List;

/// The state of one version, for those who operate the system.
///
/// @param name the model's folder name, which may be one that no model can have
/// @param version the version's folder name; empty if the mistake is about the model as a whole
/// @param reason why it is not ready, with the remedy; for a ready version, why a later change of
///   its package was refused; otherwise empty
/// @param mistakes all mistakes of a broken package
/// @param memoryBytes native memory that the engine holds for it; 0 when not loaded
public record ModelStatus(
        String name,
        String version,
        ModelState state,
        String reason,
        List<Mistake> mistakes,
        long memoryBytes) {
    public ModelStatus {
        mistakes = List.copyOf(mistakes);
    }
}
