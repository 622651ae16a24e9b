package dev.berth.runtime;

import java.util.OptionalLong;

/// How a worker is at this moment.
///
/// @param processId of the process that executes; empty while there is none
/// @param restarts how often another process was started in the place of one that ended, tries
///   included that failed
public record WorkerStatus(OptionalLong processId, long restarts) {

    /// Whether it executes what it is asked to.
    public boolean isUp() {
        return processId.isPresent();
    }
}
