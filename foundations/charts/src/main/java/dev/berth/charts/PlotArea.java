package dev.berth.charts;

import dev.berth.charts.SvgCanvas.Anchor;

/// Area of a chart of points over two axes, with its title, ticks and labels.
record PlotArea(ChartAxis x, ChartAxis y) {
    static final double LEFT = 56;
    static final double RIGHT = ChartSvg.WIDTH - 16.0;
    static final double TOP = 24;
    static final double HEIGHT = 240;
    static final double BOTTOM = TOP + HEIGHT;

    /// Room for ticks and label below the area.
    static final double AXIS_HEIGHT = 42;

    static final double LEGEND_ROW = 18;

    private static final double LABEL_X_MIN = 10;
    private static final double LABEL_X_MAX = 14;

    /// Fonts that are wider than the mean.
    private static final double TEXT_SLACK = 1.6;

    void draw(String title, SvgCanvas canvas) {
        canvas.text(10, 15, Anchor.START, SvgCanvas.fitted(title, ChartSvg.WIDTH - 10.0));
        for (double tick : x.ticksWithin(RIGHT - LEFT)) {
            canvas.line("grid", x(tick), TOP, x(tick), BOTTOM);
            String text = x.tickText(tick);
            canvas.text(within(x(tick), text), BOTTOM + 15, Anchor.MIDDLE, text);
        }
        for (double tick : y.ticks()) {
            canvas.line("grid", LEFT, y(tick), RIGHT, y(tick));
            canvas.text(LEFT - 6, y(tick) + 4, Anchor.END, y.tickText(tick));
        }
        canvas.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
        canvas.line("axis", LEFT, TOP, LEFT, BOTTOM);
        canvas.text(
                (LEFT + RIGHT) / 2,
                BOTTOM + 33,
                Anchor.MIDDLE,
                SvgCanvas.fitted(x.label(), ChartSvg.WIDTH - LEFT));
        canvas.textUpwards(labelX(), TOP + HEIGHT / 2, SvgCanvas.fitted(y.label(), HEIGHT));
    }

    /// Beside the widest tick.
    private double labelX() {
        double widest =
                y.ticks().stream()
                        .mapToDouble(tick -> SvgCanvas.width(y.tickText(tick)))
                        .max()
                        .orElse(0);
        return Math.clamp(LEFT - 8 - widest, LABEL_X_MIN, LABEL_X_MAX);
    }

    /// The middle of a text that is not cut at the edges of the chart.
    static double within(double x, String text) {
        double half = SvgCanvas.width(text) / 2 + TEXT_SLACK;
        return Math.clamp(x, half, ChartSvg.WIDTH - half);
    }

    double x(double value) {
        return LEFT + x.share(value) * (RIGHT - LEFT);
    }

    double y(double value) {
        return BOTTOM - y.share(value) * HEIGHT;
    }

    /// The height of a chart with so many rows of a legend below the area.
    static int heightWithLegend(int rows) {
        double legend = rows > 0 ? LEGEND_ROW * rows + 6 : 0;
        return (int) Math.ceil(BOTTOM + AXIS_HEIGHT + legend);
    }

    /// The middle of a row of the legend.
    static double legendY(int row) {
        return BOTTOM + AXIS_HEIGHT + LEGEND_ROW * (row + 0.5);
    }
}
