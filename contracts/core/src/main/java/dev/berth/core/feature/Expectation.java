package dev.berth.core.feature;

import java.time.Duration;
import java.util.Optional;

/// A rule that a view's rows are held against each time the view is materialized, before they are
/// read. It decides no value.
public record Expectation(Rule rule, Action action) {

    /// Consequence for a materialization that breaks a rule.
    public enum Action {
        /// Fails the materialization, so that nothing of it is read.
        STOP,
        /// Logs a warning, and continues.
        WARN
    }

    /// A condition on the rows of a view.
    public sealed interface Rule {
        /// The rule in a few words, such as `missing of delay`.
        String words();

        /// What it allows, such as `at most 0.05`.
        String expected();
    }

    /// The number of entities that have a row in the view.
    public record Rows(Bounds count) implements Rule {
        @Override
        public String words() {
            return "rows";
        }

        @Override
        public String expected() {
            return count.toString();
        }
    }

    /// The age of the newest event at the instant up to which the view is materialized.
    public record Age(Duration max) implements Rule {
        @Override
        public String words() {
            return "age of the newest event";
        }

        @Override
        public String expected() {
            return "at most " + DurationText.of(max);
        }
    }

    /// The share of entities without a value, 0 to 1, of those whose latest event is not older than
    /// the view's time to live.
    public record Missing(FeatureName feature, double max) implements Rule {
        @Override
        public String words() {
            return "missing of " + feature;
        }

        @Override
        public String expected() {
            return "at most " + max;
        }
    }

    /// The range of a feature's values, or of their elements; NaN is in none. Those that are
    /// missing are not checked.
    public record Value(FeatureName feature, Bounds range) implements Rule {
        @Override
        public String words() {
            return "value of " + feature;
        }

        @Override
        public String expected() {
            return range.toString();
        }
    }

    /// The number of different values of a feature.
    public record Distinct(FeatureName feature, Bounds count) implements Rule {
        @Override
        public String words() {
            return "distinct of " + feature;
        }

        @Override
        public String expected() {
            return count.toString();
        }
    }

    /// A closed range, open at an end that is not there. At least one is.
    public record Bounds(Optional<Double> min, Optional<Double> max) {
        public Bounds {
            if (min.isEmpty() && max.isEmpty()) {
                throw new IllegalArgumentException("no bound (expected: min, max or both)");
            }
        }

        /// Whether a number is in it; NaN is not.
        public boolean has(double number) {
            return !Double.isNaN(number)
                    && (min.isEmpty() || number >= min.get())
                    && (max.isEmpty() || number <= max.get());
        }

        @Override
        public String toString() {
            if (min.isPresent() && max.isPresent()) {
                return plain(min.get()) + " to " + plain(max.get());
            }
            return min.map(least -> "at least " + plain(least))
                    .orElseGet(() -> "at most " + plain(max.orElseThrow()));
        }

        private static String plain(double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString((long) number)
                    : Double.toString(number);
        }
    }
}
