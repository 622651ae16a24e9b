package dev.berth.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one load did.
///
/// @param latencies of the answered calls that were counted
/// @param failures calls without an answer, by problem code
/// @param seconds how long calls were counted
public record Measurement(
        Load load, LatencyHistogram latencies, Map<String, Long> failures, double seconds) {

    public Measurement {
        failures = Map.copyOf(failures);
    }

    public double recordsPerSecond() {
        return (double) (latencies.count() * load.batch()) / seconds;
    }

    public long failureCount() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /// As JSON's values; durations are nanoseconds.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        switch (load.arrivals()) {
            case Load.Arrivals.Closed(int callers) -> {
                plain.put("mode", "closed");
                plain.put("callers", (long) callers);
            }
            case Load.Arrivals.Open(double rate) -> {
                plain.put("mode", "open");
                plain.put("callsPerSecond", rate);
            }
        }
        plain.put("batch", (long) load.batch());
        plain.put("calls", latencies.count());
        plain.put("failures", failures);
        plain.put("seconds", seconds);
        plain.put("recordsPerSecond", recordsPerSecond());
        plain.put("latencyNanos", latencyNanos());
        return plain;
    }

    private Map<String, @Nullable Object> latencyNanos() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("min", latencies.minNanos());
        plain.put("mean", Math.rint(latencies.meanNanos()));
        plain.put("p50", latencies.percentileNanos(50));
        plain.put("p90", latencies.percentileNanos(90));
        plain.put("p99", latencies.percentileNanos(99));
        plain.put("p99.9", latencies.percentileNanos(99.9));
        plain.put("max", latencies.maxNanos());
        return plain;
    }
}
