package dev.berth.cli.target;

import dev.berth.runtime.MemoryUse;
import java.util.Optional;

/// State of one model version.
///
/// @param version empty if the error concerns the model as a whole
/// @param state `READY`, `ON_DEMAND`, `LOADING`, `UNLOADING`, `UNLOADED`, `FAILED`, or the text of
///   another server
/// @param reason why it is not ready, or empty
/// @param memory native memory of the engine, if known
public record IndexEntry(
        String model, String version, String state, String reason, Optional<MemoryUse> memory) {
    public boolean isReady() {
        return state.equals("READY") || state.equals("ON_DEMAND");
    }
}
