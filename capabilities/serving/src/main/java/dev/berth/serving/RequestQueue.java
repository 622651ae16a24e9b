package dev.berth.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The requests that wait for one version, first come first served, and the count of executors that
/// work on them.
///
/// Idea: batching without artificial delay. A request that finds an executor idle starts it at
/// once; while all are busy, requests gather here, and an executor that becomes free takes its
/// share of them: what is queued divided by the number of executors, so that none takes everything
/// while another goes idle, and never more than the batch limit. With a maximum delay an idle
/// executor is not started before the batch is full or the oldest request has waited that long.
///
/// The decision to start an executor and the decision of an executor to stop are made under the
/// same lock, so that no request is left behind. Every operation is a few instructions, but for
/// [#remove], which walks the queue.
final class RequestQueue {
    private final int rowsMax;
    private final int batchMax;
    private final int executors;
    private final long delayNanos;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private int rows;
    private int active;

    RequestQueue(int rowsMax, int batchMax, int executors, long delayNanos) {
        this.rowsMax = rowsMax;
        this.batchMax = batchMax;
        this.executors = executors;
        this.delayNanos = delayNanos;
    }

    long delayNanos() {
        return delayNanos;
    }

    /// What becomes of an offered request.
    enum Admission {
        /// Queued; a busy executor, or one started by a timer, will take it.
        QUEUED,
        /// Queued; the caller starts one more executor.
        START_EXECUTOR,
        /// Queued; the caller asks for [#startIfDue] after the maximum delay.
        START_LATER,
        /// Not queued: no room.
        FULL
    }

    synchronized Admission offer(Pending pending) {
        // Waiting rows plus this request, in long: both are bounded by int, their sum is not.
        if ((long) rows + pending.rows() > rowsMax) {
            return Admission.FULL;
        }
        waiting.addLast(pending);
        rows += pending.rows();
        if (active >= executors) {
            return Admission.QUEUED;
        }
        if (delayNanos == 0 || rows >= batchMax) {
            active++;
            return Admission.START_EXECUTOR;
        }
        return waiting.size() == 1 ? Admission.START_LATER : Admission.QUEUED;
    }

    /// Whether, some requests having waited for the maximum delay, the caller must start one more
    /// executor.
    synchronized boolean startIfDue() {
        if (waiting.isEmpty() || active >= executors) {
            return false;
        }
        active++;
        return true;
    }

    /// Takes the executor's share: at least one request if any waits, otherwise as many as fit. An
    /// empty list tells the executor to stop, and counts it as stopped.
    synchronized List<Pending> takeShare() {
        if (waiting.isEmpty()) {
            active--;
            return List.of();
        }
        int share = Math.min(batchMax, (rows + executors - 1) / executors);
        var taken = new ArrayList<Pending>(Math.min(share, waiting.size()));
        int takenRows = 0;
        while (!waiting.isEmpty()
                && (taken.isEmpty() || takenRows + waiting.getFirst().rows() <= share)) {
            Pending next = waiting.removeFirst();
            takenRows += next.rows();
            taken.add(next);
        }
        rows -= takenRows;
        return taken;
    }

    /// Takes a request out, wherever it stands.
    ///
    /// @return false if it is not here (any more)
    synchronized boolean remove(Pending pending) {
        boolean removed = waiting.remove(pending);
        if (removed) {
            rows -= pending.rows();
        }
        return removed;
    }

    synchronized int rows() {
        return rows;
    }
}
