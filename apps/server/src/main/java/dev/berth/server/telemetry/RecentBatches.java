package dev.berth.server.telemetry;

import dev.berth.core.ModelReference;
import dev.berth.serving.request.Timings;
import io.opentelemetry.api.trace.SpanContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The batches whose executions are in traces, so that the spans of all requests that shared one
/// execution can be tied together. Thread-safe.
final class RecentBatches {
    /// The requests of one batch are answered within milliseconds of each other; this many batches
    /// are seconds.
    private static final int BATCHES_MAX = 1024;

    private final Map<Batch, SpanContext> first =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Batch, SpanContext> eldest) {
                    return size() > BATCHES_MAX;
                }
            };

    /// The execution span in the trace of the first request of the same batch; empty for that first
    /// request.
    Optional<SpanContext> join(ModelReference model, Timings timings, SpanContext mine) {
        var batch = new Batch(model, timings.executingNanos(), timings.executedNanos());
        synchronized (first) {
            return Optional.ofNullable(first.putIfAbsent(batch, mine));
        }
    }

    /// Key of a batch. Two executions of one version that begin and end in the same nanoseconds
    /// would count as one.
    private record Batch(ModelReference model, long startNanos, long endNanos) {}
}
