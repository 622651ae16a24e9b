package dev.berth.runtime;

import java.util.OptionalLong;

/// Current status of a worker.
///
/// @param processId of the process that executes; empty while there is none
/// @param restarts how often another process was started in the place of one that ended, tries
///   included that failed
public record WorkerStatus(OptionalLong processId, long restarts) {

    /// Whether it accepts executions.
    public boolean isUp() {
        return processId.isPresent();
    }
}
