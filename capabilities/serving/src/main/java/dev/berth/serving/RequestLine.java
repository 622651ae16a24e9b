package dev.berth.serving;

import dev.berth.serving.RequestQueue.Admission;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// A queue of one instance with those who work it off.
///
/// The pooled line is worked off by executors of the process's pool, which give way to other models
/// between two batches. The line of a [Lane] is worked off by the lane's own thread, after what it
/// does when the first request comes: by then it has sent whatever else it had.
final class RequestLine {
    private final RequestQueue queue;
    private final BatchRun batchRun;
    private final ExecutionPool pool;
    private final Kind kind;
    private final Runnable drain = this::drain;

    enum Kind {
        POOLED,
        LANE
    }

    RequestLine(RequestQueue queue, BatchRun batchRun, ExecutionPool pool, Kind kind) {
        this.queue = queue;
        this.batchRun = batchRun;
        this.pool = pool;
        this.kind = kind;
    }

    /// Queues a request and has it worked off.
    ///
    /// @param thread the lane's; the pool's for the pooled line
    /// @return false if there is no room
    boolean offer(Pending pending, Executor thread) {
        Admission admission = queue.offer(pending);
        switch (admission) {
            case QUEUED, FULL -> {}
            case START_EXECUTOR -> start(thread);
            case START_LATER -> pool.executeAfter(queue.delayNanos(), this::startIfDue);
        }
        return admission != Admission.FULL;
    }

    private void start(Executor thread) {
        try {
            thread.execute(drain);
        } catch (RejectedExecutionException laneIsGone) {
            pool.execute(drain);
        }
    }

    private void startIfDue() {
        if (queue.startIfDue()) {
            pool.execute(drain);
        }
    }

    /// Works off the queue: what an executor does from its start until nothing waits.
    private void drain() {
        while (true) {
            List<Pending> share = queue.takeShare();
            if (share.isEmpty()) {
                return;
            }
            batchRun.run(share);
            if (kind == Kind.POOLED && pool.isContended()) {
                // Another model waits for a thread: to the back of the line, still counted as
                // working.
                pool.execute(drain);
                return;
            }
        }
    }

    /// Takes a request out, if it is still here.
    boolean remove(Pending pending) {
        return queue.remove(pending);
    }

    /// Rows that wait.
    int rows() {
        return queue.rows();
    }
}
