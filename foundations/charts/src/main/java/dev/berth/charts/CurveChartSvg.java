package dev.berth.charts;

import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import dev.berth.charts.SvgCanvas.Anchor;
import java.util.List;

/// Drawing of a [CurveChart].
final class CurveChartSvg {
    /// Curves beyond these have the colours and dashes of the first again.
    private static final int COLOURS = 6;

    private static final int DASHES = 4;

    private final CurveChart chart;
    private final SvgCanvas canvas;
    private final PlotArea area;

    private CurveChartSvg(CurveChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
        this.area = new PlotArea(chart.x(), chart.y());
    }

    /// Draws the chart and returns its height.
    static int draw(CurveChart chart, SvgCanvas canvas) {
        var drawing = new CurveChartSvg(chart, canvas);
        drawing.area.draw(chart.title(), canvas);
        if (chart.hasDiagonal()) {
            canvas.line("ref", PlotArea.LEFT, PlotArea.BOTTOM, PlotArea.RIGHT, PlotArea.TOP);
        }
        for (int i = 0; i < chart.curves().size(); i++) {
            drawing.curve(chart.curves().get(i), style(i));
        }
        boolean hasLegend = chart.curves().size() > 1;
        if (hasLegend) {
            drawing.legend();
        }
        return PlotArea.heightWithLegend(hasLegend ? chart.curves().size() : 0);
    }

    /// Colour and dash, so that curves differ without colours as well.
    private static String style(int curve) {
        int dash = curve % DASHES;
        return "c" + curve % COLOURS + (dash == 0 ? "" : " d" + dash);
    }

    private void curve(Curve curve, String style) {
        List<CurvePoint> points =
                curve.points().stream()
                        .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                        .toList();
        var x = new double[points.size()];
        var y = new double[points.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = area.x(points.get(i).x());
            y[i] = area.y(points.get(i).y());
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
        double x = area.x(point.x());
        if (point.low().isPresent() && point.high().isPresent()) {
            canvas.line(
                    colour,
                    x,
                    area.y(point.low().getAsDouble()),
                    x,
                    area.y(point.high().getAsDouble()));
        }
        canvas.dot(colour, x, area.y(point.y()));
    }

    private void legend() {
        for (int i = 0; i < chart.curves().size(); i++) {
            double y = PlotArea.legendY(i);
            canvas.line(style(i), PlotArea.LEFT, y, PlotArea.LEFT + 26, y);
            canvas.text(
                    PlotArea.LEFT + 34,
                    y + 4,
                    Anchor.START,
                    SvgCanvas.fitted(
                            chart.curves().get(i).name(), ChartSvg.WIDTH - PlotArea.LEFT - 50));
        }
    }
}
