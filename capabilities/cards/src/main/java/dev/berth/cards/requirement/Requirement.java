package dev.berth.cards.requirement;

import dev.berth.cards.document.DocumentKind;
import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A requirement of a release: without data that meets it, the release does not pass.
public sealed interface Requirement {
    /// Where it is declared.
    SourceLocation location();

    /// What it demands, such as `roc-auc of all rows is at least 0.8`.
    String sentence();

    /// Bounds of a metric of an evaluation.
    ///
    /// @param evaluation empty if there is only one of the subject
    /// @param slice `all` for all rows
    /// @param isConfident whether the whole interval has to be within the bounds
    record MetricBound(
            SourceLocation location,
            Optional<String> evaluation,
            String slice,
            String metric,
            Bound bound,
            boolean isConfident)
            implements Requirement {
        @Override
        public String sentence() {
            return metric
                    + " of "
                    + (slice.equals("all") ? "all rows" : slice)
                    + " is "
                    + bound
                    + confidence(isConfident);
        }
    }

    /// Bounds of a difference between groups.
    ///
    /// @param evaluation empty if there is only one of the subject
    /// @param column whose values are the groups
    /// @param gap name of the difference, such as `demographic-parity-difference`
    /// @param isConfident whether the whole interval has to be within the bounds
    record GapBound(
            SourceLocation location,
            Optional<String> evaluation,
            String column,
            String gap,
            Bound bound,
            boolean isConfident)
            implements Requirement {
        @Override
        public String sentence() {
            return gap + " by " + column + " is " + bound + confidence(isConfident);
        }
    }

    /// The longest latency at a percentile.
    ///
    /// @param percentile such as `p99`
    /// @param callers at the same time; empty for each load that was measured
    record LatencyBound(
            SourceLocation location, String percentile, Duration atMost, OptionalLong callers)
            implements Requirement {
        @Override
        public String sentence() {
            return percentile
                    + " latency is at most "
                    + Bound.number(atMost.toNanos() / 1e6)
                    + " ms"
                    + (callers.isPresent() ? " with " + callersText(callers.getAsLong()) : "");
        }
    }

    /// The least throughput, in records per second, of the load with the most.
    record ThroughputBound(SourceLocation location, double atLeast) implements Requirement {
        @Override
        public String sentence() {
            return "throughput is at least " + Bound.number(atLeast) + " records/s";
        }
    }

    /// The least share of calls that are answered, under each load that was measured.
    record AvailabilityBound(SourceLocation location, double atLeast) implements Requirement {
        @Override
        public String sentence() {
            return "availability is at least " + Bound.number(atLeast);
        }
    }

    /// A document in which nothing required is missing.
    ///
    /// @param sections their keys; empty for all
    record DocumentComplete(SourceLocation location, DocumentKind kind, List<String> sections)
            implements Requirement {
        public DocumentComplete {
            sections = List.copyOf(sections);
        }

        @Override
        public String sentence() {
            return kind.title()
                    + " is complete"
                    + (sections.isEmpty() ? "" : " in " + String.join(", ", sections));
        }
    }

    /// A licence among those that are allowed, of each model that is concerned.
    ///
    /// @param allowed SPDX identifiers
    record LicenceAllowed(SourceLocation location, List<String> allowed) implements Requirement {
        public LicenceAllowed {
            allowed = List.copyOf(allowed);
        }

        @Override
        public String sentence() {
            return "licence is one of " + String.join(", ", allowed);
        }
    }

    private static String callersText(long callers) {
        return callers + (callers == 1 ? " caller" : " callers");
    }

    private static String confidence(boolean isConfident) {
        return isConfident ? ", with its whole interval" : "";
    }
}
