package dev.berth.placement.page;

import dev.berth.charts.BarChart;
import dev.berth.charts.BarChart.Bar;
import dev.berth.charts.ChartAxis;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.Plan.CostPart;
import dev.berth.placement.report.UnitText;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Bars of the parts of a cost.
final class CostChart {
    /// Parts beyond these are one bar together.
    private static final int PARTS_MAX = 12;

    private CostChart() {}

    static BarChart of(Plan plan) {
        List<CostPart> parts =
                plan.costs().stream()
                        .sorted(Comparator.comparingDouble(CostPart::dollarsPerMonth).reversed())
                        .toList();
        List<String> kinds = parts.stream().map(CostPart::kind).distinct().toList();
        Stream<Bar> bars =
                parts.stream()
                        .limit(PARTS_MAX)
                        .map(
                                part ->
                                        bar(
                                                part.kind() + " of " + part.place(),
                                                part.dollarsPerMonth(),
                                                kinds.indexOf(part.kind())));
        double rest = parts.stream().skip(PARTS_MAX).mapToDouble(CostPart::dollarsPerMonth).sum();
        Stream<Bar> others =
                rest > 0
                        ? Stream.of(bar("smaller parts together", rest, BarChart.OTHER))
                        : Stream.of();
        double most = Math.max(rest, parts.isEmpty() ? 0 : parts.getFirst().dollarsPerMonth());
        return new BarChart(
                "Cost a month by part",
                ChartAxis.around("dollars a month", List.of(0.0, most > 0 ? most : 1)),
                kinds,
                Stream.concat(bars, others).toList(),
                Optional.empty());
    }

    private static Bar bar(String label, double dollars, int kind) {
        return new Bar(label, 0, dollars, kind, UnitText.dollars(dollars), false);
    }
}
