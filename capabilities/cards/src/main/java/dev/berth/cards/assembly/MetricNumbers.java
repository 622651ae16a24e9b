package dev.berth.cards.assembly;

import dev.berth.cards.document.MeasuredNumber;
import dev.berth.evaluation.report.MetricValue;
import java.util.OptionalDouble;

/// Metrics as numbers of documents.
public final class MetricNumbers {
    private MetricNumbers() {}

    /// A metric with its interval.
    ///
    /// @param id unique within a document
    /// @param of whose metric it is, such as `all rows`
    /// @param source [NumberSource#id] of its origin
    public static MeasuredNumber of(String id, String of, MetricValue metric, String source) {
        return new MeasuredNumber(
                id,
                MetricNames.shown(metric.name()) + " of " + of,
                metric.value(),
                bound(metric.low()),
                bound(metric.high()),
                metric.unit(),
                metric.isDefined()
                        ? NumberText.withUnit(NumberText.decimal(metric.value()), metric.unit())
                        : "undefined",
                metric.hasInterval()
                        ? NumberText.decimal(metric.low())
                                + " to "
                                + NumberText.decimal(metric.high())
                        : "",
                source);
    }

    private static OptionalDouble bound(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
