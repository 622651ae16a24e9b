package dev.berth.evaluation.report;

import java.util.Locale;
import java.util.Optional;

/// A metric's value with its confidence interval.
///
/// Names are those of `docs/guides/evaluate.md`: lower case with hyphens, such as `roc-auc`; a
/// cut-off after `@`, as in `recall@10`; the class of a per-class metric in brackets, as in
/// `recall[bad]`.
///
/// @param value NaN if the metric is undefined, as recall without a positive row
/// @param low lower end of the interval; NaN if there is none
/// @param high upper end of the interval; NaN if there is none
/// @param method how the interval was computed
/// @param unit of value and interval; empty for a ratio or a plain number
/// @param reason why the value is undefined; present exactly if it is
public record MetricValue(
        String name,
        double value,
        double low,
        double high,
        Method method,
        String unit,
        Optional<String> reason) {

    /// Method of an interval.
    public enum Method {
        /// Percentiles of the metric over resamples.
        BOOTSTRAP,
        /// Wilson's score interval of a proportion.
        WILSON,
        /// Exact interval of a proportion (Clopper and Pearson).
        EXACT,
        /// Interval of a mean by Student's distribution.
        STUDENT,
        /// No interval: counts, and metrics without resamples.
        NONE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Method> findByLabel(String label) {
            for (Method method : values()) {
                if (method.label().equals(label)) {
                    return Optional.of(method);
                }
            }
            return Optional.empty();
        }
    }

    public MetricValue {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name is empty (expected: that of a metric)");
        }
        if (Double.isNaN(value) != reason.isPresent()) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: a reason exactly if it is NaN)");
        }
        if (Double.isInfinite(value) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    name + ": " + value + ", " + low + " to " + high + " (expected: finite)");
        }
        if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
            throw new IllegalArgumentException(
                    name + ": " + low + " to " + high + " (expected: an interval or none)");
        }
    }

    /// A value without an interval and without a unit.
    public static MetricValue of(String name, double value) {
        return new MetricValue(
                name, value, Double.NaN, Double.NaN, Method.NONE, "", Optional.empty());
    }

    /// A value with an interval and without a unit.
    public static MetricValue of(
            String name, double value, double low, double high, Method method) {
        return new MetricValue(name, value, low, high, method, "", Optional.empty());
    }

    /// A metric that has no value for these rows.
    ///
    /// @param reason such as `no row of class bad`
    public static MetricValue undefined(String name, String reason) {
        return new MetricValue(
                name, Double.NaN, Double.NaN, Double.NaN, Method.NONE, "", Optional.of(reason));
    }

    public MetricValue withUnit(String unit) {
        return new MetricValue(name, value, low, high, method, unit, reason);
    }

    public MetricValue withName(String name) {
        return new MetricValue(name, value, low, high, method, unit, reason);
    }

    public boolean isDefined() {
        return reason.isEmpty();
    }

    public boolean hasInterval() {
        return !Double.isNaN(low);
    }
}
