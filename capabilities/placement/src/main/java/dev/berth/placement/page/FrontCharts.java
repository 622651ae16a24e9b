package dev.berth.placement.page;

import dev.berth.charts.ChartAxis;
import dev.berth.charts.ScatterChart;
import dev.berth.charts.ScatterChart.Dot;
import dev.berth.charts.ScatterChart.Standing;
import dev.berth.placement.search.PlacementFront;
import dev.berth.placement.search.PlacementFront.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// Small multiples of a Pareto front: cost against each of the others.
final class FrontCharts {
    private static final double DAY = 86_400;
    private static final double MILLI = 1e-3;

    private final PlacementFront front;
    private final List<Integer> plan;

    private FrontCharts(PlacementFront front, List<Integer> plan) {
        this.front = front;
        this.plan = List.copyOf(plan);
    }

    /// @param plan numbers of the chosen options
    static List<ScatterChart> of(PlacementFront front, List<Integer> plan) {
        return new FrontCharts(front, plan).build();
    }

    private List<ScatterChart> build() {
        List<ScatterChart> charts = new ArrayList<>();
        charts.add(chart("latency over its limits, summed", Point::latency));
        charts.add(chart("energy of a user's machines, mW", point -> point.watts() / MILLI));
        charts.add(chart("greatest age, days", point -> point.staleSeconds() / DAY));
        charts.add(chart("mean quality", Point::quality));
        return charts;
    }

    private ScatterChart chart(String label, ToDoubleFunction<Point> amount) {
        List<Dot> dots = new ArrayList<>();
        for (int i = 0; i < front.points().size(); i++) {
            Point point = front.points().get(i);
            dots.add(
                    new Dot(
                            String.valueOf(i + 1),
                            point.dollarsPerMonth(),
                            amount.applyAsDouble(point),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            point.placement().equals(plan) ? Standing.CHOSEN : Standing.FRONT));
        }
        return new ScatterChart(
                "Cost and " + label,
                ChartAxis.around("dollars a month", dots.stream().map(Dot::x).toList()),
                ChartAxis.around(label, dots.stream().map(Dot::y).toList()),
                dots,
                Optional.empty(),
                Optional.empty());
    }
}
