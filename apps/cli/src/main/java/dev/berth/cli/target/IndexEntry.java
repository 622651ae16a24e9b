package dev.berth.cli.target;

import dev.berth.runtime.MemoryUse;
import java.util.Optional;

/// One version of one model as the target knows it.
///
/// @param version empty where the mistake is about the model as a whole
/// @param state `READY`, `ON_DEMAND`, `LOADING`, `UNLOADING`, `UNLOADED`, `FAILED`, or what a
///   foreign server says
/// @param reason why it is not ready, or empty
/// @param memory native memory that the engine holds for it, where that is known
public record IndexEntry(
        String model, String version, String state, String reason, Optional<MemoryUse> memory) {
    public boolean isReady() {
        return state.equals("READY") || state.equals("ON_DEMAND");
    }
}
