package dev.berth.placement.page;

import dev.berth.charts.BarChart;
import dev.berth.charts.BarChart.Bar;
import dev.berth.charts.BarChart.Limit;
import dev.berth.charts.ChartAxis;
import dev.berth.placement.model.DelayCause;
import dev.berth.placement.model.LatencyBudget;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.Plan.Budget;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Waterfall of a latency's budget.
final class BudgetChart {
    /// Parts that are less are one bar together.
    private static final double SHARE_SHOWN = 0.01;

    /// In the order of the legend: a kind has the same colour in each budget.
    private static final List<DelayCause.Kind> KINDS = List.of(DelayCause.Kind.values());

    private static final double MILLIS = 1e3;

    /// Amounts stand at the right, beside the limit.
    private static final double ROOM = 1.18;

    private final Budget budget;
    private final OptionalDouble limit;
    private final List<Bar> bars = new ArrayList<>();
    private double start;

    private BudgetChart(Plan plan, Budget budget) {
        this.budget = budget;
        this.limit =
                plan.results().stream()
                        .map(result -> result.stated().requirement())
                        .filter(Requirement.Latency.class::isInstance)
                        .map(Requirement.Latency.class::cast)
                        .filter(
                                each ->
                                        each.flow().equals(budget.flow())
                                                && each.percentile() == budget.percentile())
                        .mapToDouble(Requirement.Latency::secondsMax)
                        .findFirst();
    }

    static BarChart of(Plan plan, Budget budget) {
        return new BudgetChart(plan, budget).build();
    }

    /// The percentile and its flow.
    static String name(Budget budget) {
        return "p" + UnitText.number(budget.percentile() * 100) + " of " + budget.flow();
    }

    private BarChart build() {
        double rest = 0;
        for (LatencyBudget.Part part : budget.parts()) {
            if (part.seconds() < budget.seconds() * SHARE_SHOWN) {
                rest += part.seconds();
            } else {
                add(words(part.cause()), KINDS.indexOf(part.cause().kind()), part.seconds());
            }
        }
        if (rest > 0) {
            add("smaller parts together", BarChart.OTHER, rest);
        }
        bars.add(
                new Bar(
                        "sum",
                        0,
                        budget.seconds() * MILLIS,
                        BarChart.OTHER,
                        UnitText.seconds(budget.seconds()),
                        true));
        double end = Math.max(budget.seconds(), limit.orElse(0)) * MILLIS * ROOM;
        return new BarChart(
                "Budget of the " + name(budget),
                new ChartAxis("milliseconds since the item came", 0, Math.max(end, 1e-9)),
                KINDS.stream().map(DelayCause.Kind::label).toList(),
                bars,
                limit.isPresent()
                        ? Optional.of(
                                new Limit(
                                        "limit: " + UnitText.seconds(limit.getAsDouble()),
                                        limit.getAsDouble() * MILLIS))
                        : Optional.empty());
    }

    private void add(String label, int kind, double seconds) {
        double length = seconds * MILLIS;
        bars.add(new Bar(label, start, length, kind, UnitText.seconds(seconds), false));
        start += length;
    }

    private static String words(DelayCause cause) {
        return cause.subject() + ": " + cause.kind().label() + " at " + cause.place();
    }
}
