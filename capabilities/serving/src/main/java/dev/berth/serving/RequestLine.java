package dev.berth.serving;

import dev.berth.serving.RequestQueue.Admission;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// A queue of one instance with those who work it off.
///
/// The pooled line is worked off by executors of the process's pool, which give way to other models
/// between two batches. The line of a [Lane] is worked off by the lane's own thread, after what it
/// does when the first request comes: by then it has sent whatever else it had.
final class RequestLine {
    /// No clock is read for a lane: its demand is never excessive.
    private static final long UNTIMED = 0;

    private final RequestQueue<Pending> queue;
    private final BatchRun batchRun;
    private final ExecutionPool pool;
    private final Kind kind;
    private final Consumer<Pending> refuse;
    private final Runnable drain = this::drain;

    enum Kind {
        POOLED,
        LANE
    }

    /// @param refuse ends a request that the queue has shed
    RequestLine(
            RequestQueue<Pending> queue,
            BatchRun batchRun,
            ExecutionPool pool,
            Kind kind,
            Consumer<Pending> refuse) {
        this.queue = queue;
        this.batchRun = batchRun;
        this.pool = pool;
        this.kind = kind;
        this.refuse = refuse;
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
        refuseShed();
        return admission != Admission.FULL;
    }

    private void refuseShed() {
        if (queue.sheds()) {
            queue.takeShed().forEach(refuse);
        }
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
            List<Pending> share = queue.takeShare(kind == Kind.LANE ? UNTIMED : System.nanoTime());
            refuseShed();
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

    /// Rows that must be worked off before the demand is normal; 0 if it is.
    double excessRows() {
        return queue.excessRows();
    }

    /// Rows that wait.
    int rows() {
        return queue.rows();
    }

    /// Requests that wait.
    int requests() {
        return queue.requests();
    }

    /// When the request was submitted that waits longest.
    OptionalLong oldestNanos() {
        return queue.oldestNanos();
    }
}
