package dev.berth.serving.queue;

import dev.berth.serving.queue.RequestQueue.Admission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/// A queue with executors in simulated time: arrivals and the durations of batches are drawn, so
/// that minutes of load take milliseconds and every run with a seed is the same.
final class QueueSimulation {
    static final long SECOND = 1_000_000_000;
    static final int ROWS_MAX = 256;
    static final int BATCH_MAX = 8;

    private final Random random;
    private final int executors;
    private final Engine engine;
    private final AdaptiveBatchSizer times;
    private final RequestQueue<Request> queue;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final List<Ended> ended = new ArrayList<>();
    private long now;
    private long order;
    private long asksAgainUntil;
    private int admitted;

    /// What a batch takes: `millisOfBatch + millisOfRow * rows`, by a factor that may change, give
    /// or take a fifth, as it waits for processors; of their time it takes the same, give or take a
    /// tenth, by which twelve batches of a real sentence model differ as theirs do (by 1.8 %).
    record Engine(double millisOfBatch, double millisOfRow, DoubleUnaryOperator factorAtSecond) {
        Engine(double millisOfBatch, double millisOfRow) {
            this(millisOfBatch, millisOfRow, second -> 1);
        }

        double millis(int rows) {
            return millisOfBatch + millisOfRow * rows;
        }

        /// Rows a second with the largest batches.
        double capacity(int executors) {
            return executors * BATCH_MAX / millis(BATCH_MAX) * 1000;
        }
    }

    /// @param answered false if it was refused
    record Ended(Request request, long nanos, boolean answered) {
        double latencyMillis() {
            return (nanos - request.submittedNanos()) / 1e6;
        }
    }

    static final class Request extends QueueEntry<Request> {
        private final long submittedNanos;

        Request(long submittedNanos) {
            this.submittedNanos = submittedNanos;
        }

        @Override
        protected long submittedNanos() {
            return submittedNanos;
        }

        @Override
        protected long deadlineNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        protected int rows() {
            return 1;
        }

        @Override
        protected boolean hasSameCallerThread(Request other) {
            return submittedNanos % 2 == other.submittedNanos % 2;
        }
    }

    private record Event(long nanos, long order, Runnable action) {}

    QueueSimulation(long seed, int executors, Engine engine) {
        this.random = new Random(seed);
        this.executors = executors;
        this.engine = engine;
        this.times = new AdaptiveBatchSizer(BATCH_MAX, executors);
        this.queue =
                new RequestQueue<>(
                        ROWS_MAX,
                        BATCH_MAX,
                        executors,
                        0,
                        times,
                        OverloadDetector.forQueue(ROWS_MAX),
                        () -> now);
    }

    double capacity() {
        return engine.capacity(executors);
    }

    /// Requests of independent callers, until then.
    QueueSimulation open(DoubleUnaryOperator perSecondAtSecond, double untilSecond) {
        arrive(perSecondAtSecond, (long) (untilSecond * SECOND));
        return this;
    }

    private void arrive(DoubleUnaryOperator perSecond, long until) {
        double rate = Math.max(1e-3, perSecond.applyAsDouble(now / 1e9));
        long next = now + (long) (-Math.log(1 - random.nextDouble()) / rate * SECOND);
        if (next < until) {
            at(
                    next,
                    () -> {
                        send();
                        arrive(perSecond, until);
                    });
        }
    }

    /// Callers that each send the next request when answered, until then.
    QueueSimulation closed(int callers, double untilSecond) {
        asksAgainUntil = (long) (untilSecond * SECOND);
        for (int i = 0; i < callers; i++) {
            at(0, this::send);
        }
        return this;
    }

    /// More of them, from a second on; as long as those of [#closed].
    QueueSimulation closedFrom(double second, int callers) {
        for (int i = 0; i < callers; i++) {
            at((long) (second * SECOND), this::send);
        }
        return this;
    }

    private void at(long nanos, Runnable action) {
        events.add(new Event(nanos, order++, action));
    }

    private void send() {
        var request = new Request(now);
        if (queue.shouldShedUnread()) {
            ended.add(new Ended(request, now, false));
            return;
        }
        admitted++;
        Admission admission = queue.offer(request);
        if (admission == Admission.FULL) {
            ended.add(new Ended(request, now, false));
        } else if (admission == Admission.START_EXECUTOR) {
            work();
        }
        refuseShed();
    }

    private void refuseShed() {
        queue.drainShed().forEach(shed -> ended.add(new Ended(shed, now, false)));
    }

    private void work() {
        List<Request> share = queue.pollBatch(now);
        queue.finished(share);
        refuseShed();
        if (share.isEmpty()) {
            return;
        }
        double factor = engine.factorAtSecond().applyAsDouble(now / 1e9);
        double usualNanos = engine.millis(share.size()) * factor * 1e6;
        long nanos = (long) (usualNanos * around(0.2));
        long processorNanos = (long) (usualNanos * around(0.1));
        at(
                now + nanos,
                () -> {
                    times.recordBatch(share.size(), nanos, processorNanos);
                    share.forEach(this::answered);
                    work();
                });
    }

    private double around(double spread) {
        return 1 - spread + 2 * spread * random.nextDouble();
    }

    private void answered(Request request) {
        ended.add(new Ended(request, now, true));
        if (now < asksAgainUntil) {
            send();
        }
    }

    /// Runs until nothing happens any more.
    QueueSimulation run() {
        for (Event event = events.poll(); event != null; event = events.poll()) {
            now = event.nanos();
            event.action().run();
        }
        return this;
    }

    /// How many were not turned away.
    int admitted() {
        return admitted;
    }

    /// What ended from one second to another.
    Span between(double from, double to) {
        return new Span(
                to - from,
                ended.stream()
                        .filter(e -> e.nanos() >= from * SECOND && e.nanos() < to * SECOND)
                        .toList());
    }

    record Span(double seconds, List<Ended> ended) {
        double goodput() {
            return ended.stream().filter(Ended::answered).count() / seconds;
        }

        long refused() {
            return ended.stream().filter(e -> !e.answered()).count();
        }

        /// Of those answered.
        double percentileMillis(double share) {
            return percentileMillis(share, ended.stream().filter(Ended::answered).toList());
        }

        /// Of those refused: how long they waited for that.
        double refusalPercentileMillis(double share) {
            return percentileMillis(share, ended.stream().filter(e -> !e.answered()).toList());
        }

        private static double percentileMillis(double share, List<Ended> some) {
            double[] sorted = some.stream().mapToDouble(Ended::latencyMillis).sorted().toArray();
            return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
    }
}
