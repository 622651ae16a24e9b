package dev.berth.cards.assembly;

import dev.berth.cards.document.MeasuredNumber;
import dev.berth.evaluation.report.MetricValue;
import java.util.List;
import java.util.Optional;
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
        return of(id, of, metric, Optional.empty(), source);
    }

    /// A metric with its interval, or with a remark in place of it.
    ///
    /// @param remark why the value says nothing, as [#remark] gives it
    public static MeasuredNumber of(
            String id, String of, MetricValue metric, Optional<String> remark, String source) {
        return new MeasuredNumber(
                id,
                MetricNames.shown(metric.name()) + " of " + of,
                metric.value(),
                bound(metric.low()),
                bound(metric.high()),
                metric.unit(),
                metric.isDefined()
                        ? NumberText.withUnit(NumberText.decimal(metric.value()), metric.unit())
                        : "not defined: " + metric.reason().orElse(""),
                remark.orElse(
                        metric.hasInterval()
                                ? NumberText.decimal(metric.low())
                                        + " to "
                                        + NumberText.decimal(metric.high())
                                : ""),
                source);
    }

    /// Why a defined value says nothing: precision and F1 are 0 by definition where no row is
    /// positive and some are decided to be, whatever the model does.
    ///
    /// @param beside the metrics of the same rows
    public static Optional<String> remark(MetricValue metric, List<MetricValue> beside) {
        for (String name : List.of("precision", "f1")) {
            String rest =
                    metric.name().startsWith(name) ? metric.name().substring(name.length()) : "-";
            if (metric.isDefined() && (rest.isEmpty() || rest.startsWith("["))) {
                return beside.stream()
                        .filter(each -> each.name().equals("recall" + rest))
                        .flatMap(recall -> recall.reason().stream())
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    private static OptionalDouble bound(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
