package dev.berth.endpoint.telemetry;

import dev.berth.core.Problem;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.execution.ModelStatistics.Sum;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Counts the requests of callers to one endpoint as one version of its file. What its models do
/// for them is counted with these; what it does by itself, such as waiting for them, counts as its
/// execution. Thread-safe.
public final class EndpointCounters {
    private final LongAdder records = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder answeredNanos = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder failedNanos = new LongAdder();

    /// On the scale of [System#nanoTime()]; of no meaning before the first answer.
    private volatile long lastNanos;

    /// A reply to a request that begins now, counted.
    public PredictionCallback counted(PredictionCallback reply, int rows) {
        long startNanos = System.nanoTime();
        return new PredictionCallback() {
            @Override
            public void succeed(Prediction prediction) {
                long now = System.nanoTime();
                records.add(rows);
                answeredNanos.add(now - startNanos);
                lastNanos = now;
                // Last, as it says whether there are others to be read.
                answered.increment();
                reply.succeed(prediction);
            }

            @Override
            public void fail(Problem problem) {
                failed.increment();
                failedNanos.add(System.nanoTime() - startNanos);
                reply.fail(problem);
            }
        };
    }

    public ModelStatistics snapshot() {
        var none = new Sum(0, 0);
        long requests = answered.sum();
        var success = new Sum(requests, answeredNanos.sum());
        Optional<Instant> last =
                requests == 0
                        ? Optional.empty()
                        : Optional.of(
                                Instant.now()
                                        .minus(Duration.ofNanos(System.nanoTime() - lastNanos)));
        return new ModelStatistics(
                records.sum(),
                requests,
                last,
                success,
                new Sum(failed.sum(), failedNanos.sum()),
                new Sum(requests, 0),
                none,
                success,
                none,
                0,
                0,
                0,
                0,
                List.of());
    }
}
