package dev.berth.catalog.profile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Throughput and latencies of a model under one load.
///
/// @param callers of a closed loop, each of which calls again as soon as it has its answer
/// @param callsPerSecond of an open loop, whether or not earlier calls were answered
/// @param batch records of one call
/// @param calls that were answered and counted
/// @param failures calls without an answer, by problem code
/// @param seconds how long calls were counted
/// @param latency empty if no call was answered
public record LoadMeasurement(
        OptionalLong callers,
        OptionalDouble callsPerSecond,
        long batch,
        long calls,
        Map<String, Long> failures,
        double seconds,
        double recordsPerSecond,
        Optional<LatencySummary> latency) {

    public LoadMeasurement {
        failures = Map.copyOf(failures);
    }

    Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("mode", callsPerSecond.isPresent() ? "open" : "closed");
        callers.ifPresent(count -> plain.put("callers", count));
        callsPerSecond.ifPresent(rate -> plain.put("callsPerSecond", rate));
        plain.put("batch", batch);
        plain.put("calls", calls);
        plain.put("failures", failures);
        plain.put("seconds", seconds);
        plain.put("recordsPerSecond", recordsPerSecond);
        latency.ifPresent(summary -> plain.put("latencyNanos", summary.plain()));
        return plain;
    }

    static LoadMeasurement read(ProfileValues values) {
        return new LoadMeasurement(
                values.count("callers"),
                values.number("callsPerSecond"),
                values.count("batch").orElse(1),
                values.count("calls").orElse(0),
                values.object("failures").counts(),
                values.number("seconds").orElse(0),
                values.number("recordsPerSecond").orElse(0),
                LatencySummary.read(values.object("latencyNanos")));
    }
}
