package dev.berth.catalog.profile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The distribution of the latencies of one load, in nanoseconds.
public record LatencySummary(
        long minNanos,
        double meanNanos,
        long p50Nanos,
        long p90Nanos,
        long p99Nanos,
        long p999Nanos,
        long maxNanos) {

    Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("min", minNanos);
        plain.put("mean", Math.rint(meanNanos));
        plain.put("p50", p50Nanos);
        plain.put("p90", p90Nanos);
        plain.put("p99", p99Nanos);
        plain.put("p99.9", p999Nanos);
        plain.put("max", maxNanos);
        return plain;
    }

    /// Empty without a median, for which the others mean little.
    static Optional<LatencySummary> read(ProfileValues values) {
        return values.count("p50").isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new LatencySummary(
                                values.count("min").orElse(0),
                                values.number("mean").orElse(0),
                                values.count("p50").orElse(0),
                                values.count("p90").orElse(0),
                                values.count("p99").orElse(0),
                                values.count("p99.9").orElse(0),
                                values.count("max").orElse(0)));
    }
}
