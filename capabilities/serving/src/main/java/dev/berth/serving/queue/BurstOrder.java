package dev.berth.serving.queue;

import java.util.ArrayList;
import java.util.List;

/// The order in which a burst is served: requests that would be late if all others went first go
/// before these, and of each kind the newest first, as its caller is the one most likely still
/// waiting.
///
/// Where all callers allow the same time that is the newest first. Where some allow less than the
/// queue takes, urgent requests do not wait for others that could.
final class BurstOrder {
    /// How many of those that have waited longest are checked for each batch: some microseconds,
    /// however long a queue may be.
    private static final int CHECKED_MAX = 1_024;

    private BurstOrder() {}

    /// The requests that would be late, from the oldest to the newest, without those that will be
    /// in any case.
    ///
    /// @param batchNanos what a batch takes
    /// @param allNanos what all that waits takes
    static <R extends QueueEntry<R>> List<R> urgent(
            RequestDeque<R> waiting, long nowNanos, long batchNanos, long allNanos) {
        List<R> urgent = new ArrayList<>();
        int checked = 0;
        for (R request : waiting) {
            if (checked++ == CHECKED_MAX) {
                break;
            }
            long left = request.deadlineNanos() - nowNanos;
            if (left >= batchNanos && left < allNanos) {
                urgent.add(request);
            }
        }
        return urgent;
    }
}
