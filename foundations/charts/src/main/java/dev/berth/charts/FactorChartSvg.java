package dev.berth.charts;

import dev.berth.charts.FactorChart.Mark;
import dev.berth.charts.FactorChart.Row;
import java.util.Locale;

/// Drawing of a [FactorChart].
final class FactorChartSvg {
    private static final double SIZE = 4.5;

    private final FactorChart chart;
    private final SvgCanvas canvas;
    private final RowArea area;

    private FactorChartSvg(FactorChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
        this.area = new RowArea(canvas, chart.rows().size());
    }

    /// Draws the chart and returns its height.
    static int draw(FactorChart chart, SvgCanvas canvas) {
        var drawing = new FactorChartSvg(chart, canvas);
        drawing.all();
        return drawing.area.height();
    }

    private void all() {
        area.title(chart.title());
        for (double factor = 2; factor <= chart.factorMax() * 1.001; factor *= 2) {
            area.tick(x(factor), "×" + text(factor));
            area.tick(x(1 / factor), "÷" + text(factor));
        }
        area.tick(x(1), "now");
        area.axis(chart.label());
        area.reference(x(1));
        for (int i = 0; i < chart.rows().size(); i++) {
            row(i, chart.rows().get(i));
        }
        for (int kind = 0; kind < chart.kinds().size(); kind++) {
            if (chart.rowWith(kind).isPresent()) {
                mark(kind, RowArea.LEFT + 11, area.legendY());
                area.entry(chart.kinds().get(kind));
            }
        }
    }

    private static String text(double factor) {
        return String.format(Locale.ROOT, "%.0f", factor);
    }

    private double x(double factor) {
        double share = Math.log(factor) / Math.log(chart.factorMax());
        double half = (RowArea.RIGHT - RowArea.LEFT) / 2;
        return RowArea.LEFT + half * (1 + Math.clamp(share, -1, 1));
    }

    private void row(int number, Row row) {
        area.label(number, row.label(), row.text());
        double y = area.barMiddle(number);
        for (Mark mark : row.marks()) {
            canvas.line("stem c" + mark.kind(), x(1), y, x(mark.factor()), y);
        }
        for (Mark mark : row.marks()) {
            mark(mark.kind(), x(mark.factor()), y);
        }
    }

    private void mark(int kind, double x, double y) {
        switch (kind) {
            case 0 -> canvas.dot("c0", x, y);
            case 1 -> canvas.rectangle("c1", x - SIZE, y - SIZE, 2 * SIZE, 2 * SIZE, 0);
            case 2 -> canvas.polygon("c2", x, y - 6, x + 6, y, x, y + 6, x - 6, y);
            default -> {
                canvas.line("c" + kind, x - SIZE, y - SIZE, x + SIZE, y + SIZE);
                canvas.line("c" + kind, x - SIZE, y + SIZE, x + SIZE, y - SIZE);
            }
        }
    }
}
