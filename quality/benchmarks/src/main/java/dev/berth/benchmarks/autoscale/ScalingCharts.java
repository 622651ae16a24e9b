package dev.berth.benchmarks.autoscale;

import dev.berth.charts.ChartAxis;
import dev.berth.charts.ChartSvg;
import dev.berth.charts.CurveChart;
import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import dev.berth.deploy.autoscale.SimulationMinute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Charts of a simulated day: the worst minute of each quarter of an hour.
final class ScalingCharts {
    private static final int PART_MINUTES = 15;
    private static final double HOURS = 24;

    /// Multiples of the target that are shown; what is above is at the upper edge.
    private static final double SHOWN = 4;

    private ScalingCharts() {}

    static String latency(List<ScalingRun> runs, double p99) {
        double top = Math.round(SHOWN * p99 * 1e3);
        List<Curve> curves = new ArrayList<>();
        for (ScalingRun run : runs) {
            curves.add(curve(run.name(), run, minute -> Math.min(top, minute.p99Seconds() * 1e3)));
        }
        double target = p99 * 1e3;
        curves.add(
                new Curve(
                        "what was asked for",
                        Form.LINE,
                        List.of(CurvePoint.of(0, target), CurvePoint.of(HOURS, target))));
        return ChartSvg.file(
                new CurveChart(
                        "p99 of the worst minute in fifteen",
                        new ChartAxis("hour of the day", 0, HOURS),
                        new ChartAxis("ms", 0, top),
                        curves,
                        false));
    }

    static String replicas(List<ScalingRun> runs) {
        List<Curve> curves = new ArrayList<>();
        List<Double> values = new ArrayList<>(List.of(0.0));
        for (ScalingRun run : runs) {
            Curve curve = curve(run.name(), run, SimulationMinute::replicas);
            curve.points().forEach(point -> values.add(point.y()));
            curves.add(curve);
        }
        return ChartSvg.file(
                new CurveChart(
                        "Ready replicas",
                        new ChartAxis("hour of the day", 0, HOURS),
                        ChartAxis.around("replicas", values),
                        curves,
                        false));
    }

    private static Curve curve(
            String name, ScalingRun run, ToDoubleFunction<SimulationMinute> value) {
        List<CurvePoint> points = new ArrayList<>();
        List<SimulationMinute> minutes = run.result().minutes();
        for (int first = 0; first < minutes.size(); first += PART_MINUTES) {
            double worst =
                    minutes.subList(first, Math.min(minutes.size(), first + PART_MINUTES)).stream()
                            .mapToDouble(value)
                            .max()
                            .orElse(0);
            points.add(CurvePoint.of(first / 60.0, worst));
        }
        return new Curve(name, Form.LINE, points);
    }
}
