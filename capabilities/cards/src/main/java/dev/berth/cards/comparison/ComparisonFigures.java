package dev.berth.cards.comparison;

import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.charts.Chart;
import dev.berth.charts.ChartAxis;
import dev.berth.charts.IntervalChart;
import dev.berth.charts.ScatterChart;
import dev.berth.charts.ScatterChart.BoundLine;
import dev.berth.charts.ScatterChart.Dot;
import dev.berth.charts.ScatterChart.Standing;
import dev.berth.evaluation.comparison.CandidateResult;
import dev.berth.evaluation.comparison.Comparison;
import dev.berth.evaluation.comparison.Limit;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Charts of a comparison: quality with intervals, and quality against costs.
final class ComparisonFigures {
    /// Charts beside and below each other.
    private static final int CHARTS_MAX = 4;

    /// More dots overlap in one chart.
    private static final int CANDIDATES_MAX = 40;

    /// A bound that is farther than this from all values would press them together.
    private static final double BOUND_REACH = 3;

    private final ComparisonNumbers numbers;
    private final Comparison comparison;
    private final List<CandidateResult> shown;

    ComparisonFigures(ComparisonNumbers numbers) {
        this.numbers = numbers;
        this.comparison = numbers.comparison();
        this.shown = comparison.candidates().stream().limit(CANDIDATES_MAX).toList();
    }

    /// The objective and further metrics of each candidate, with intervals.
    DocumentBlock quality() {
        Set<String> metrics = new LinkedHashSet<>();
        metrics.add(comparison.objective());
        comparison.candidates().getFirst().report().all().metrics().stream()
                .filter(metric -> metric.isDefined() && metric.hasInterval())
                .map(MetricValue::name)
                .forEach(metrics::add);
        List<Chart> charts = new ArrayList<>();
        metrics.stream().limit(CHARTS_MAX).forEach(metric -> charts.add(quality(metric)));
        return new Figure(
                "quality",
                "Quality of each candidate on all rows, with intervals. Intervals that overlap do"
                        + " not mean that candidates are equal: the paired tests compare them row by"
                        + " row",
                charts,
                numbers.sourceId());
    }

    private Chart quality(String metric) {
        List<IntervalChart.Item> items = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (CandidateResult candidate : shown) {
            candidate
                    .metric(metric)
                    .ifPresent(
                            value -> {
                                items.add(
                                        new IntervalChart.Item(
                                                candidate.name(),
                                                value.value(),
                                                end(value, value.low()),
                                                end(value, value.high())));
                                values.addAll(List.of(value.value(), value.low(), value.high()));
                            });
        }
        return new IntervalChart(
                MetricNames.heading(metric) + " by candidate",
                ChartAxis.around(MetricNames.shown(metric), values),
                items,
                OptionalDouble.empty());
    }

    private static OptionalDouble end(MetricValue value, double end) {
        return value.hasInterval() ? OptionalDouble.of(end) : OptionalDouble.empty();
    }

    /// Quality against latency and size, with the Pareto front and the limits.
    DocumentBlock pareto() {
        List<Chart> charts = new ArrayList<>();
        charts.add(pareto("p99-ms", "p99 latency in ms", "p99 latency"));
        boolean hasSizes = shown.stream().anyMatch(each -> each.costs().sizeBytes().isPresent());
        if (hasSizes) {
            charts.add(pareto("size-mib", "size in MiB", "size"));
        }
        return new Figure(
                "pareto",
                "Quality against costs, with intervals. Candidates on the Pareto front are those"
                        + " that keep all limits and that no other such one matches in "
                        + numbers.objective()
                        + ", p99, memory and size together while it is better in one",
                charts,
                numbers.sourceId());
    }

    private Chart pareto(String cost, String label, String title) {
        Optional<BoundLine> xBound = bound(cost);
        Optional<BoundLine> yBound = bound(comparison.objective());
        List<Dot> dots = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        List<Double> xs = new ArrayList<>(List.of(0.0));
        for (CandidateResult candidate : shown) {
            Double x = candidate.costs().measures().get(cost);
            Optional<MetricValue> quality = candidate.metric(comparison.objective());
            if (x != null && quality.isPresent()) {
                MetricValue y = quality.get();
                dots.add(
                        new Dot(
                                candidate.name(),
                                x,
                                y.value(),
                                end(y, y.low()),
                                end(y, y.high()),
                                standing(candidate)));
                xs.add(x);
                ys.addAll(List.of(y.value(), y.low(), y.high()));
            }
        }
        double reach = BOUND_REACH * xs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        xBound.filter(bound -> bound.value() <= reach).ifPresent(bound -> xs.add(bound.value()));
        yBound.ifPresent(bound -> ys.add(bound.value()));
        return new ScatterChart(
                MetricNames.heading(comparison.objective()) + " against " + title,
                ChartAxis.around(label, xs),
                ChartAxis.around(
                        numbers.objective() + (comparison.isLessBetter() ? ", less is better" : ""),
                        ys),
                dots,
                xBound.map(
                        bound ->
                                bound.value() <= reach
                                        ? bound
                                        : new BoundLine(
                                                bound.text() + " (off the chart)", bound.value())),
                yBound);
    }

    private Standing standing(CandidateResult candidate) {
        if (!candidate.keepsLimits()) {
            return Standing.EXCLUDED;
        }
        return comparison.front().contains(candidate.name()) ? Standing.FRONT : Standing.DOMINATED;
    }

    /// The first limit of a measure of all rows.
    private Optional<BoundLine> bound(String measure) {
        return comparison.limits().stream()
                .filter(limit -> limit.measure().equals(measure))
                .filter(limit -> limit.slice().equals(SliceResult.ALL))
                .map((Limit limit) -> new BoundLine(limit.text(SliceResult.ALL), limit.bound()))
                .findFirst();
    }
}
