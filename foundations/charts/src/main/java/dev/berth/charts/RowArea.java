package dev.berth.charts;

import dev.berth.charts.SvgCanvas.Anchor;

/// Area of a chart of rows: each has a label above its bar, so that long names have room on a
/// telephone as well.
final class RowArea {
    static final double LEFT = 12;
    static final double RIGHT = ChartSvg.WIDTH - 14.0;
    static final double BAR = 12;

    private static final double TOP = 26;
    private static final double ROW = 36;
    private static final double LABEL = 16;
    private static final double AXIS = 42;
    private static final double LEGEND_ROW = 18;

    private final SvgCanvas canvas;
    private final double bottom;
    private int entries;

    RowArea(SvgCanvas canvas, int rows) {
        this.canvas = canvas;
        this.bottom = TOP + ROW * rows + 4;
    }

    void title(String title) {
        canvas.text(10, 15, Anchor.START, SvgCanvas.fitted(title, ChartSvg.WIDTH - 10.0));
    }

    void tick(double x, String text) {
        canvas.line("grid", x, TOP, x, bottom);
        canvas.text(PlotArea.within(x, text), bottom + 15, Anchor.MIDDLE, text);
    }

    void axis(String label) {
        canvas.line("axis", LEFT, bottom, RIGHT, bottom);
        canvas.text(
                (LEFT + RIGHT) / 2,
                bottom + 32,
                Anchor.MIDDLE,
                SvgCanvas.fitted(label, RIGHT - LEFT));
    }

    void reference(double x) {
        canvas.line("ref limit", x, TOP - 4, x, bottom);
    }

    /// The label of a row, with its amount at the right.
    void label(int row, String label, String amount) {
        double y = TOP + ROW * row + LABEL - 2;
        String fitted = SvgCanvas.fitted(amount, (RIGHT - LEFT) / 2);
        canvas.text("row", RIGHT, y, Anchor.END, fitted);
        canvas.text(
                "row",
                LEFT,
                y,
                Anchor.START,
                SvgCanvas.fitted(label, RIGHT - LEFT - SvgCanvas.width(fitted) - 8));
    }

    double barTop(int row) {
        return TOP + ROW * row + LABEL + 2;
    }

    double barMiddle(int row) {
        return barTop(row) + BAR / 2;
    }

    double legendY() {
        return bottom + AXIS + LEGEND_ROW * (entries + 0.5);
    }

    void entry(String text) {
        canvas.text(
                LEFT + 32, legendY() + 4, Anchor.START, SvgCanvas.fitted(text, RIGHT - LEFT - 32));
        entries++;
    }

    int height() {
        return (int) Math.ceil(bottom + AXIS + LEGEND_ROW * entries + (entries > 0 ? 6 : 0));
    }
}
