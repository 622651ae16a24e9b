package dev.berth.charts;

import dev.berth.charts.SvgCanvas.Anchor;

/// Drawing of an [IntervalChart].
final class IntervalChartSvg {
    private static final double TITLE_HEIGHT = 24;
    private static final double ROW_HEIGHT = 20;
    private static final double AXIS_HEIGHT = 40;
    private static final double RIGHT = 16;
    private static final double GAP = 10;

    /// The labels take at most this part of the width.
    private static final double LABELS_MAX = 190;

    private final IntervalChart chart;
    private final SvgCanvas canvas;
    private final double left;
    private final double bottom;

    private IntervalChartSvg(IntervalChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
        double widest =
                chart.items().stream()
                        .mapToDouble(item -> SvgCanvas.width(item.label()))
                        .max()
                        .orElse(0);
        this.left = Math.min(LABELS_MAX, widest) + 2 * GAP;
        this.bottom = TITLE_HEIGHT + ROW_HEIGHT * chart.items().size();
    }

    /// Draws the chart and returns its height.
    static int draw(IntervalChart chart, SvgCanvas canvas) {
        var drawing = new IntervalChartSvg(chart, canvas);
        drawing.axis();
        for (int i = 0; i < chart.items().size(); i++) {
            drawing.item(chart.items().get(i), TITLE_HEIGHT + ROW_HEIGHT * (i + 0.5));
        }
        return (int) Math.ceil(drawing.bottom + AXIS_HEIGHT);
    }

    private void axis() {
        canvas.text(GAP, 15, Anchor.START, SvgCanvas.fitted(chart.title(), ChartSvg.WIDTH - GAP));
        for (double tick : chart.axis().ticksWithin(ChartSvg.WIDTH - left - RIGHT)) {
            canvas.line("grid", x(tick), TITLE_HEIGHT, x(tick), bottom);
            canvas.text(x(tick), bottom + 15, Anchor.MIDDLE, chart.axis().tickText(tick));
        }
        canvas.line("axis", left, bottom, ChartSvg.WIDTH - RIGHT, bottom);
        canvas.text(
                (left + ChartSvg.WIDTH - RIGHT) / 2,
                bottom + 32,
                Anchor.MIDDLE,
                SvgCanvas.fitted(chart.axis().label(), ChartSvg.WIDTH - left));
        chart.reference()
                .ifPresent(value -> canvas.line("ref", x(value), TITLE_HEIGHT, x(value), bottom));
    }

    private void item(IntervalChart.Item item, double y) {
        canvas.text(
                left - GAP, y + 4, Anchor.END, SvgCanvas.fitted(item.label(), left - 1.5 * GAP));
        if (Double.isNaN(item.value())) {
            canvas.text(left + GAP, y + 4, Anchor.START, "undefined");
            return;
        }
        if (item.low().isPresent() && item.high().isPresent()) {
            double low = x(item.low().getAsDouble());
            double high = x(item.high().getAsDouble());
            canvas.line("c0", low, y, high, y);
            canvas.line("c0", low, y - 4, low, y + 4);
            canvas.line("c0", high, y - 4, high, y + 4);
        }
        canvas.dot("c0", x(item.value()), y);
    }

    private double x(double value) {
        return left + chart.axis().share(value) * (ChartSvg.WIDTH - left - RIGHT);
    }
}
