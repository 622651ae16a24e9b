package dev.berth.contribution;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A metric of a capability, read at each scrape.
///
/// @param name as Prometheus shows it, such as `berth_notices`; of a counter without `_total`
/// @param help what it counts, in a sentence
/// @param samples its values now, each set of labels once. Blocks no longer than some milliseconds;
///   their number is bounded by names that the system has, never by what callers send
public record Metric(String name, Kind kind, String help, Supplier<List<Sample>> samples) {
    private static final Pattern NAME = Pattern.compile("berth_[a-z0-9_]+");

    /// Type of a metric, as in Prometheus.
    public enum Kind {
        /// Goes up and down.
        GAUGE,
        /// Only grows.
        COUNTER
    }

    /// A value under its labels.
    public record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Map.copyOf(labels);
        }
    }

    public Metric {
        if (!NAME.matcher(name).matches() || name.endsWith("_total")) {
            throw new IllegalArgumentException(
                    "metric '" + name + "' (expected: berth_ and a name without _total)");
        }
    }
}
