package dev.berth.cli.bench;

import dev.berth.catalog.profile.LoadMeasurement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Result of one load.
///
/// @param latencies of the counted calls with a response
/// @param failures calls without a response, by problem code
/// @param seconds duration of the counted part
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

    /// The part that a profile stores.
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
