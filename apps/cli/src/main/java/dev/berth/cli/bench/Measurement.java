package dev.berth.cli.bench;

import dev.berth.catalog.profile.LoadMeasurement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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

    /// What a profile keeps of it.
    public LoadMeasurement summary() {
        return new LoadMeasurement(
                load.arrivals() instanceof Load.Arrivals.Closed(int callers)
                        ? OptionalLong.of(callers)
                        : OptionalLong.empty(),
                load.arrivals() instanceof Load.Arrivals.Open(double rate)
                        ? OptionalDouble.of(rate)
                        : OptionalDouble.empty(),
                load.batch(),
                latencies.count(),
                failures,
                seconds,
                recordsPerSecond(),
                latencies.count() == 0 ? Optional.empty() : Optional.of(latencies.summary()));
    }
}
