package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.serving.queue.RequestQueue;
import dev.berth.serving.queue.RequestQueue.Admission;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.DeadlineSource;
import dev.berth.serving.thread.InferenceThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A queue of one instance with the executors that drain it.
///
/// The pooled queue is drained by executors of the process's pool, which yield to other models
/// between two batches. The background queue is drained by threads that yield to all of these, and
/// look after each batch whether there still is a processor for them. The queue of an
/// `InlineExecutor` is drained by its own thread, after its task at the first request: by then it
/// has sent whatever else it had.
final class DispatchQueue implements DeadlineSource {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchQueue.class);

    /// No clock is read for an inline executor, which is never overloaded.
    private static final long UNTIMED = 0;

    /// A run that was signalled to end as it began may not have seen it.
    private static final long LATE_AGAIN_NANOS = 100_000_000;

    private final RequestQueue<PendingRequest> queue;
    private final BatchExecutor batchRun;
    private final InferenceThreadPool pool;
    private final Kind kind;
    private final Consumer<PendingRequest> refuse;
    private final DeadlineEnforcer deadlines;
    private final LongSupplier nanoClock;
    private final Runnable drain = this::drain;
    private volatile boolean watched;

    enum Kind {
        POOLED,
        INLINE,
        BACKGROUND
    }

    /// @param refuse ends a request that the queue has shed
    DispatchQueue(
            RequestQueue<PendingRequest> queue,
            BatchExecutor batchRun,
            InferenceThreadPool pool,
            Kind kind,
            Consumer<PendingRequest> refuse,
            DeadlineEnforcer deadlines,
            LongSupplier nanoClock) {
        this.queue = queue;
        this.batchRun = batchRun;
        this.pool = pool;
        this.kind = kind;
        this.refuse = refuse;
        this.deadlines = deadlines;
        this.nanoClock = nanoClock;
    }

    /// Whether a request that was not read yet is refused, as [RequestQueue#shouldShedUnread].
    boolean shouldShedUnread() {
        return queue.shouldShedUnread();
    }

    /// Queues a request and starts an executor if needed.
    ///
    /// @param thread the inline executor's; that of the pool for the others
    /// @return false if there is no room
    boolean offer(PendingRequest pending, Executor thread) {
        Admission admission = queue.offer(pending);
        if (admission != Admission.FULL) {
            deadlines.expect(this, pending.deadlineNanos());
        }
        switch (admission) {
            case QUEUED, FULL -> {}
            case START_EXECUTOR -> start(thread);
            case START_LATER -> pool.executeAfter(queue.delayNanos(), this::startIfDue);
        }
        refuseShed();
        return admission != Admission.FULL;
    }

    private void refuseShed() {
        if (queue.hasShed()) {
            queue.drainShed().forEach(refuse);
        }
    }

    private void start(Executor thread) {
        try {
            thread.execute(drain);
        } catch (RejectedExecutionException threadIsGone) {
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
            List<PendingRequest> share =
                    queue.pollBatch(kind == Kind.INLINE ? UNTIMED : nanoClock.getAsLong());
            refuseShed();
            if (share.isEmpty()) {
                return;
            }
            work(share);
            // To the back of the queue, still counted as working.
            switch (kind) {
                case INLINE -> {}
                case POOLED -> {
                    if (pool.isContended()) {
                        pool.execute(drain);
                        return;
                    }
                }
                case BACKGROUND -> {
                    if (!pool.background().mayGoOn()) {
                        pool.background().execute(drain);
                        return;
                    }
                }
            }
        }
    }

    /// Whatever goes wrong, the executor continues: it is counted as working, and no other is
    /// started in its place.
    private void work(List<PendingRequest> share) {
        try {
            batchRun.run(share);
        } catch (RuntimeException | Error e) {
            LOG.error("an executor failed; its requests have no answer before their deadlines", e);
        } finally {
            queue.finished(share);
        }
    }

    /// Whether this queue must be registered with the [DeadlineEnforcer], which happens once.
    @Override
    public boolean needsWatch() {
        if (watched) {
            return false;
        }
        watched = true;
        return true;
    }

    @Override
    public void unwatched() {
        watched = false;
    }

    /// Whether nothing waits here and no executor has anything of it.
    @Override
    public boolean isIdle() {
        return queue.isIdle();
    }

    /// Ends what is past its deadline.
    ///
    /// @return when to look again, on the scale of [System#nanoTime()]; empty if nothing is here
    @Override
    public OptionalLong endLate(long nowNanos) {
        List<PendingRequest> late = new ArrayList<>();
        OptionalLong next = queue.findLate(nowNanos, late);
        if (late.isEmpty()) {
            return next;
        }
        late.forEach(PendingRequest::expire);
        long again = nowNanos + LATE_AGAIN_NANOS;
        return OptionalLong.of(next.isPresent() ? Math.min(next.getAsLong(), again) : again);
    }

    /// Requests that wait or are worked on.
    int held() {
        return queue.all().size();
    }

    /// Gives up everything that is here.
    void failAll(Problem reason) {
        queue.all().forEach(pending -> pending.cancel(reason));
    }

    /// Removes the empty queue from its watchers.
    void close() {
        deadlines.leave(this);
    }

    /// Takes a request out, if it is still here.
    boolean remove(PendingRequest pending) {
        return queue.remove(pending);
    }

    /// As [RequestQueue#expectedNanos].
    long expectedNanos(long nanosPerRow) {
        return queue.expectedNanos(nanosPerRow);
    }

    /// As [RequestQueue#fullQueueNanos].
    long fullQueueNanos(long nanosPerRow) {
        return queue.fullQueueNanos(nanosPerRow);
    }

    /// Rows that wait.
    int rows() {
        return queue.rows();
    }

    /// Rows that wait, with those that are held.
    int rowsWithHeld() {
        return queue.rowsWithHeld();
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
