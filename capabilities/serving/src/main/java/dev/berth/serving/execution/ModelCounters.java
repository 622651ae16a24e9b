package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.serving.execution.ModelStatistics.Batch;
import dev.berth.serving.execution.ModelStatistics.Sum;
import dev.berth.serving.request.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what one version does. Thread-safe; adders, so that executors do not contend.
final class ModelCounters {
    /// Executions with more rows than this are counted together in the last place.
    private static final int BATCH_PLACES_MAX = 1024;

    /// Each batch moves the estimate by an eighth of its difference: settled after some twenty.
    private static final int SMOOTHING = 8;

    /// A batch counts as at most so many times the estimate: one whose thread had to wait for a
    /// processor, which takes a thousand times as long, moves it by three eighths, while a model
    /// that has become slower is followed within some batches.
    private static final int OUTLIER_TIMES = 4;

    /// What all event loops read is written no more often: a write has the others wait for it.
    private static final long STEP_NANOS = 1_000_000;

    private final LongAdder rows = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Adder success = new Adder();
    private final Adder failure = new Adder();
    private final LongAdder queueNanos = new LongAdder();
    private final LongAdder encodeNanos = new LongAdder();
    private final LongAdder executeNanos = new LongAdder();
    private final LongAdder decodeNanos = new LongAdder();
    private final Adder[] batches;
    private volatile long lastInferenceNanos;
    private volatile long nanosPerRow;
    private volatile long estimatedNanos;

    ModelCounters(int batchMax) {
        batches = new Adder[Math.min(batchMax, BATCH_PLACES_MAX) + 1];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Adder();
        }
    }

    /// Every answer went through all stages, so that one count serves for each.
    void answered(Timings timings) {
        rows.add(timings.rows());
        success.add(timings.lastNanos() - timings.submittedNanos());
        queueNanos.add(timings.queueNanos());
        executeNanos.add(timings.executeNanos());
        addUnlessZero(encodeNanos, timings.encodeNanos());
        addUnlessZero(decodeNanos, timings.decodeNanos());
        noteInference(timings.lastNanos());
    }

    /// To the millisecond, which is how it is shown.
    private void noteInference(long nanos) {
        if (nanos - lastInferenceNanos >= STEP_NANOS || lastInferenceNanos == 0) {
            lastInferenceNanos = nanos;
        }
    }

    private static void addUnlessZero(LongAdder adder, long nanos) {
        if (nanos != 0) {
            adder.add(nanos);
        }
    }

    /// When the last answer was ready, on the scale of [System#nanoTime()]; empty before the first.
    OptionalLong lastInferenceNanos() {
        return success.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lastInferenceNanos);
    }

    void executed(int batchRows, long nanos) {
        batches[Math.min(batchRows, batches.length - 1)].add(nanos);
    }

    /// Executors were busy with these rows for so long, from taking them to their answers; not
    /// called for what failed. Of batches that take less than a millisecond one each counts.
    ///
    /// @param endNanos when they were done, on the scale of [System#nanoTime()]
    void recordBatch(int rows, long nanos, long endNanos) {
        long smoothed = nanosPerRow;
        if (smoothed != 0 && endNanos - estimatedNanos < STEP_NANOS) {
            return;
        }
        estimatedNanos = endNanos;
        long sample = nanos / Math.max(1, rows);
        // Executors may overwrite each other here; an estimate loses nothing by it.
        nanosPerRow =
                smoothed == 0
                        ? sample
                        : smoothed
                                + (Math.min(sample, smoothed * OUTLIER_TIMES) - smoothed)
                                        / SMOOTHING;
    }

    void failed(Problem problem, long totalNanos) {
        switch (problem.code()) {
            case QUEUE_FULL, BATCH_TOO_LARGE, DRAINING -> refused.increment();
            case DEADLINE_EXCEEDED -> {
                expired.increment();
                failure.add(totalNanos);
            }
            case CANCELLED -> {
                cancelled.increment();
                failure.add(totalNanos);
            }
            default -> failure.add(totalNanos);
        }
    }

    /// Nanoseconds of an executor per row, smoothed over the last few batches; 0 before the first.
    long nanosPerRow() {
        return nanosPerRow;
    }

    /// @param lastInference when the last answer was ready
    ModelStatistics snapshot(int queuedRows, Optional<Instant> lastInference) {
        Sum answers = success.sum();
        List<Batch> executed = new ArrayList<>();
        long executions = 0;
        for (int i = 0; i < batches.length; i++) {
            Sum sum = batches[i].sum();
            executions += sum.count();
            if (sum.count() > 0) {
                executed.add(new Batch(i, sum));
            }
        }
        return new ModelStatistics(
                rows.sum(),
                executions,
                lastInference,
                answers,
                failure.sum(),
                new Sum(answers.count(), queueNanos.sum()),
                new Sum(answers.count(), encodeNanos.sum()),
                new Sum(answers.count(), executeNanos.sum()),
                new Sum(answers.count(), decodeNanos.sum()),
                refused.sum(),
                expired.sum(),
                cancelled.sum(),
                queuedRows,
                executed);
    }

    private static final class Adder {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long duration) {
            count.increment();
            nanos.add(duration);
        }

        boolean isEmpty() {
            return count.sum() == 0;
        }

        Sum sum() {
            return new Sum(count.sum(), nanos.sum());
        }
    }
}
