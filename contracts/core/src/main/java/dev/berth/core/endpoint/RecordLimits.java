package dev.berth.core.endpoint;

/// Bounds on the records of an endpoint that are in flight.
///
/// @param concurrentMax at the same time, at least 1
/// @param waitingMax for those to end, 0 or more; further ones are refused
/// @param isAdaptive whether fewer may be in flight where that is as quick
public record RecordLimits(int concurrentMax, int waitingMax, boolean isAdaptive) {
    public RecordLimits {
        if (concurrentMax < 1 || waitingMax < 0) {
            throw new IllegalArgumentException(
                    concurrentMax + " and " + waitingMax + " records (expected: >= 1, >= 0)");
        }
    }
}
