package dev.berth.cards.chart;

import dev.berth.cards.chart.CurveChart.Curve;
import dev.berth.cards.chart.CurveChart.CurvePoint;
import dev.berth.cards.chart.CurveChart.Form;
import dev.berth.cards.chart.SvgCanvas.Anchor;
import java.util.List;

/// Drawing of a [CurveChart].
final class CurveChartSvg {
    private static final double TOP = 24;
    private static final double LEFT = 56;
    private static final double RIGHT = 16;
    private static final double PLOT_HEIGHT = 240;
    private static final double AXIS_HEIGHT = 42;
    private static final double LEGEND_ROW = 18;
    private static final double BOTTOM = TOP + PLOT_HEIGHT;

    /// Curves beyond these have the colours and dashes of the first again.
    private static final int COLOURS = 6;

    private static final int DASHES = 4;

    private final CurveChart chart;
    private final SvgCanvas canvas;

    private CurveChartSvg(CurveChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
    }

    /// Draws the chart and returns its height.
    static int draw(CurveChart chart, SvgCanvas canvas) {
        var drawing = new CurveChartSvg(chart, canvas);
        drawing.axes();
        for (int i = 0; i < chart.curves().size(); i++) {
            drawing.curve(chart.curves().get(i), style(i));
        }
        boolean hasLegend = chart.curves().size() > 1;
        if (hasLegend) {
            drawing.legend();
        }
        double legend = hasLegend ? LEGEND_ROW * chart.curves().size() + 6 : 0;
        return (int) Math.ceil(BOTTOM + AXIS_HEIGHT + legend);
    }

    /// Colour and dash, so that curves differ without colours as well.
    private static String style(int curve) {
        int dash = curve % DASHES;
        return "c" + curve % COLOURS + (dash == 0 ? "" : " d" + dash);
    }

    private void axes() {
        canvas.text(10, 15, Anchor.START, SvgCanvas.fitted(chart.title(), ChartSvg.WIDTH - 10.0));
        for (double tick : chart.x().ticksWithin(ChartSvg.WIDTH - LEFT - RIGHT)) {
            canvas.line("grid", x(tick), TOP, x(tick), BOTTOM);
            canvas.text(x(tick), BOTTOM + 15, Anchor.MIDDLE, chart.x().tickText(tick));
        }
        for (double tick : chart.y().ticks()) {
            canvas.line("grid", LEFT, y(tick), ChartSvg.WIDTH - RIGHT, y(tick));
            canvas.text(LEFT - 6, y(tick) + 4, Anchor.END, chart.y().tickText(tick));
        }
        canvas.line("axis", LEFT, BOTTOM, ChartSvg.WIDTH - RIGHT, BOTTOM);
        canvas.line("axis", LEFT, TOP, LEFT, BOTTOM);
        canvas.text(
                (LEFT + ChartSvg.WIDTH - RIGHT) / 2,
                BOTTOM + 33,
                Anchor.MIDDLE,
                SvgCanvas.fitted(chart.x().label(), ChartSvg.WIDTH - LEFT));
        canvas.textUpwards(
                14, TOP + PLOT_HEIGHT / 2, SvgCanvas.fitted(chart.y().label(), PLOT_HEIGHT));
        if (chart.hasDiagonal()) {
            canvas.line("ref", LEFT, BOTTOM, ChartSvg.WIDTH - RIGHT, TOP);
        }
    }

    private void curve(Curve curve, String style) {
        List<CurvePoint> points =
                curve.points().stream()
                        .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                        .toList();
        var x = new double[points.size()];
        var y = new double[points.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = x(points.get(i).x());
            y[i] = y(points.get(i).y());
        }
        if (x.length > 1) {
            canvas.polyline(style, x, y);
        }
        if (curve.form() == Form.POINTS) {
            points.forEach(point -> point(point, style));
        }
    }

    private void point(CurvePoint point, String style) {
        String colour = style.substring(0, 2);
        double x = x(point.x());
        if (point.low().isPresent() && point.high().isPresent()) {
            canvas.line(colour, x, y(point.low().getAsDouble()), x, y(point.high().getAsDouble()));
        }
        canvas.dot(colour, x, y(point.y()));
    }

    private void legend() {
        for (int i = 0; i < chart.curves().size(); i++) {
            double y = BOTTOM + AXIS_HEIGHT + LEGEND_ROW * (i + 0.5);
            canvas.line(style(i), LEFT, y, LEFT + 26, y);
            canvas.text(
                    LEFT + 34,
                    y + 4,
                    Anchor.START,
                    SvgCanvas.fitted(chart.curves().get(i).name(), ChartSvg.WIDTH - LEFT - 50));
        }
    }

    private double x(double value) {
        return LEFT + chart.x().share(value) * (ChartSvg.WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return BOTTOM - chart.y().share(value) * PLOT_HEIGHT;
    }
}
