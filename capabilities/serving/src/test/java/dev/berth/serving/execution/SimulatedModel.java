package dev.berth.serving.execution;

import dev.berth.serving.queue.AdaptiveBatchSizer;
import dev.berth.serving.queue.OverloadDetector;
import dev.berth.serving.queue.QueueEntry;
import dev.berth.serving.queue.RequestQueue;
import dev.berth.serving.queue.RequestQueue.Admission;
import java.util.List;
import java.util.Random;

/// A version of a model in simulated time: the queue, its demand, its batch times and its estimates
/// are those that serve, only executors are not real. A batch takes what the [Engine] says, give or
/// take a fifth, and a tenth of processor time.
final class SimulatedModel implements SimulatedServer {
    static final int QUEUE_ROWS_MAX = 256;
    static final int BATCH_ROWS_MAX = 8;

    private static final double DURATION_SPREAD = 0.2;
    private static final double PROCESSOR_SPREAD = 0.1;

    private final VirtualTime time;
    private final Random random;
    private final Engine engine;
    private final AdaptiveBatchSizer times;
    private final ModelCounters counters = new ModelCounters(BATCH_ROWS_MAX);
    private final RequestQueue<Call> queue;

    /// @param capacity rows a second of all executors with the largest batches
    /// @param batchShare of what the largest batch takes, the part that does not depend on its rows
    record Engine(double capacity, double batchShare, int executors) {
        double nanos(int rows) {
            double largest = executors * BATCH_ROWS_MAX / capacity * VirtualTime.SECOND;
            return largest * (batchShare + (1 - batchShare) * rows / BATCH_ROWS_MAX);
        }
    }

    private static final class Call extends QueueEntry<Call> {
        private final long submittedNanos;
        private final long deadlineNanos;
        private final Outcome outcome;
        private boolean ended;

        Call(long submittedNanos, long deadlineNanos, Outcome outcome) {
            this.submittedNanos = submittedNanos;
            this.deadlineNanos = deadlineNanos;
            this.outcome = outcome;
        }

        @Override
        protected int rows() {
            return 1;
        }

        @Override
        protected long submittedNanos() {
            return submittedNanos;
        }

        @Override
        protected long deadlineNanos() {
            return deadlineNanos;
        }

        @Override
        protected boolean hasSameCallerThread(Call other) {
            return submittedNanos % 2 == other.submittedNanos % 2;
        }
    }

    SimulatedModel(VirtualTime time, long seed, Engine engine) {
        this.time = time;
        this.random = new Random(seed);
        this.engine = engine;
        this.times = new AdaptiveBatchSizer(BATCH_ROWS_MAX, engine.executors());
        this.queue =
                new RequestQueue<>(
                        QUEUE_ROWS_MAX,
                        BATCH_ROWS_MAX,
                        engine.executors(),
                        0,
                        times,
                        OverloadDetector.forQueue(QUEUE_ROWS_MAX),
                        time::nanos);
    }

    @Override
    public void submit(long deadlineNanos, Outcome outcome) {
        long allowed = deadlineNanos - time.nanos();
        if (queue.shouldShedUnread()) {
            outcome.refused(retryAfterNanos());
            return;
        }
        long expected = expectedNanos();
        if (expected > allowed) {
            outcome.refused(expected);
            return;
        }
        var call = new Call(time.nanos(), deadlineNanos, outcome);
        Admission admission = queue.offer(call);
        if (admission == Admission.FULL) {
            outcome.refused(retryAfterNanos());
        } else {
            time.at(deadlineNanos, () -> expire(call));
            if (admission == Admission.START_EXECUTOR) {
                execute();
            }
        }
        refuseShed();
    }

    private long expectedNanos() {
        return queue.expectedNanos(counters.nanosPerRow());
    }

    private long retryAfterNanos() {
        return queue.fullQueueNanos(counters.nanosPerRow());
    }

    private void expire(Call call) {
        if (!call.ended) {
            call.ended = true;
            queue.remove(call);
            call.outcome.late();
        }
    }

    private void refuseShed() {
        for (Call shed : queue.drainShed()) {
            if (!shed.ended) {
                shed.ended = true;
                shed.outcome.refused(retryAfterNanos());
            }
        }
    }

    private void execute() {
        List<Call> share = queue.pollBatch(time.nanos());
        refuseShed();
        if (share.isEmpty()) {
            return;
        }
        double usual = engine.nanos(share.size());
        long nanos = (long) (usual * around(DURATION_SPREAD));
        long processorNanos = (long) (usual * around(PROCESSOR_SPREAD));
        time.after(nanos, () -> executed(share, nanos, processorNanos));
    }

    private void executed(List<Call> share, long nanos, long processorNanos) {
        counters.recordBatch(share.size(), nanos, time.nanos());
        times.recordBatch(share.size(), nanos, processorNanos);
        for (Call call : share) {
            if (!call.ended) {
                call.ended = true;
                call.outcome.answered();
            }
        }
        queue.finished(share);
        execute();
    }

    private double around(double spread) {
        return 1 - spread + 2 * spread * random.nextDouble();
    }
}
