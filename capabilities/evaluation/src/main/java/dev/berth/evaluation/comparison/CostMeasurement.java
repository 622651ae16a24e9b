package dev.berth.evaluation.comparison;

import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Measurement of what candidates cost, in rounds of short turns: what else the machine does meets
/// all of them alike.
public final class CostMeasurement {
    private static final int ROUNDS = 3;

    /// Turns of a candidate in a round: warm-up, one record at a time, batches.
    private static final int TURNS = 3;

    private static final int LATENCIES_MAX = 1 << 20;

    private static final int ATTEMPTS_MAX = 1000;
    private static final long PAUSE_NANOS = 2_000_000;

    private final int batchRows;
    private final int requests;
    private final long turnNanos;
    private final EnergyMeter meter;

    /// @param batchRows records of a batch
    /// @param requests batches at a time
    /// @param duration of the whole measurement of one candidate
    public CostMeasurement(int batchRows, int requests, Duration duration) {
        this(batchRows, requests, duration, EnergyMeter.local());
    }

    CostMeasurement(int batchRows, int requests, Duration duration, EnergyMeter meter) {
        this.batchRows = batchRows;
        this.requests = requests;
        this.turnNanos = duration.dividedBy((long) ROUNDS * TURNS).toNanos();
        this.meter = meter;
    }

    /// Candidate of a measurement.
    ///
    /// @param predictor with at least one record as an example of what it answers
    /// @param isLocal whether it runs in this process, so that its energy is known
    public record Measured(
            SampledPredictor predictor,
            OptionalLong memoryBytes,
            OptionalLong sizeBytes,
            boolean isLocal) {
        public Measured {
            if (predictor.records().isEmpty()) {
                throw new IllegalArgumentException("no records (expected: at least one)");
            }
        }
    }

    /// Measures the candidates. Blocks.
    ///
    /// @return the costs in the order of the candidates
    public List<Costs> measure(List<Measured> candidates) throws InterruptedException {
        List<Turns> all = candidates.stream().map(Turns::new).toList();
        try (ExecutorService senders = Executors.newFixedThreadPool(requests)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Turns turns : all) {
                    turns.alone(false);
                    turns.alone(true);
                    turns.batches(senders);
                }
            }
        }
        return all.stream().map(Turns::costs).toList();
    }

    /// The turns of one candidate.
    private final class Turns {
        private final Measured candidate;
        private final List<Map<String, @Nullable Object>> records;
        private double[] latencies = new double[1024];
        private int latencyCount;
        private int next;
        private long batchRecords;
        private long batchNanos;
        private double joules;

        Turns(Measured candidate) {
            this.candidate = candidate;
            this.records = candidate.predictor().records();
        }

        /// One record at a time.
        void alone(boolean isMeasured) {
            long start = System.nanoTime();
            long now = start;
            while (now - start < turnNanos || (isMeasured && latencyCount == 0)) {
                List<Map<String, @Nullable Object>> record =
                        List.of(records.get(next++ % records.size()));
                long sent = System.nanoTime();
                predict(record);
                now = System.nanoTime();
                if (isMeasured) {
                    add((now - sent) / 1e6);
                }
            }
        }

        /// Predicts, again and again while the predictor is overloaded: that is a cost as well.
        private void predict(List<Map<String, @Nullable Object>> asked) {
            for (int attempt = 1; ; attempt++) {
                try {
                    candidate.predictor().predict(asked);
                    return;
                } catch (ProblemException e) {
                    if (e.problem().code().category() != ProblemCategory.CAPACITY
                            || attempt == ATTEMPTS_MAX) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        private void add(double millis) {
            if (latencyCount == latencies.length) {
                if (latencyCount >= LATENCIES_MAX) {
                    return;
                }
                latencies = Arrays.copyOf(latencies, 2 * latencyCount);
            }
            latencies[latencyCount++] = millis;
        }

        void batches(ExecutorService senders) throws InterruptedException {
            List<Map<String, @Nullable Object>> batch = new ArrayList<>();
            for (int i = 0; i < batchRows; i++) {
                batch.add(records.get(i % records.size()));
            }
            EnergyMeter.Reading before = meter.read();
            long start = System.nanoTime();
            List<Callable<Long>> loops = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                loops.add(
                        () -> {
                            long sent = 0;
                            do {
                                predict(batch);
                                sent += batch.size();
                            } while (System.nanoTime() - start < turnNanos);
                            return sent;
                        });
            }
            for (Future<Long> loop : senders.invokeAll(loops)) {
                batchRecords += get(loop);
            }
            batchNanos += System.nanoTime() - start;
            joules += meter.between(before, meter.read());
        }

        Costs costs() {
            double[] sorted = Arrays.copyOf(latencies, latencyCount);
            Arrays.sort(sorted);
            return new Costs(
                    percentile(sorted, 0.5),
                    percentile(sorted, 0.99),
                    batchRecords / (batchNanos / 1e9),
                    candidate.memoryBytes(),
                    candidate.sizeBytes(),
                    candidate.isLocal()
                            ? OptionalDouble.of(joules / batchRecords * 1000)
                            : OptionalDouble.empty(),
                    meter.isEstimated());
        }
    }

    private static long get(Future<Long> loop) throws InterruptedException {
        try {
            return loop.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static double percentile(double[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
