package dev.berth.charts;

import dev.berth.charts.BarChart.Bar;
import java.util.Optional;

/// Drawing of a [BarChart].
final class BarChartSvg {
    /// A bar is seen even if its amount is next to nothing.
    private static final double WIDTH_MIN = 1.5;

    private final BarChart chart;
    private final SvgCanvas canvas;
    private final RowArea area;

    private BarChartSvg(BarChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
        this.area = new RowArea(canvas, chart.bars().size());
    }

    /// Draws the chart and returns its height.
    static int draw(BarChart chart, SvgCanvas canvas) {
        var drawing = new BarChartSvg(chart, canvas);
        drawing.all();
        return drawing.area.height();
    }

    private void all() {
        area.title(chart.title());
        for (double tick : chart.axis().ticksWithin(RowArea.RIGHT - RowArea.LEFT)) {
            area.tick(x(tick), chart.axis().tickText(tick));
        }
        area.axis(chart.axis().label());
        chart.limit()
                .filter(limit -> chart.axis().contains(limit.value()))
                .ifPresent(limit -> area.reference(x(limit.value())));
        for (int i = 0; i < chart.bars().size(); i++) {
            bar(i, chart.bars().get(i));
        }
        legend();
    }

    private double x(double value) {
        return RowArea.LEFT + chart.axis().share(value) * (RowArea.RIGHT - RowArea.LEFT);
    }

    private void bar(int row, Bar bar) {
        area.label(row, bar.label(), bar.text());
        double from = x(bar.start());
        double to = x(bar.start() + bar.length());
        canvas.rectangle(
                style(bar), from, area.barTop(row), Math.max(WIDTH_MIN, to - from), RowArea.BAR, 1);
        if (row + 1 < chart.bars().size() && chart.bars().get(row + 1).start() > 0) {
            canvas.line("grid", to, area.barTop(row), to, area.barTop(row + 1) + RowArea.BAR);
        }
    }

    private static String style(Bar bar) {
        return bar.isTotal()
                ? "bar total"
                : bar.kind() == BarChart.OTHER ? "bar other" : "bar c" + bar.kind();
    }

    private boolean occurs(int kind) {
        return chart.bars().stream().anyMatch(bar -> bar.kind() == kind);
    }

    private void legend() {
        for (int i = 0; i < chart.kinds().size(); i++) {
            if (occurs(i)) {
                canvas.rectangle("bar c" + i, RowArea.LEFT, area.legendY() - 5, 22, 10, 1);
                area.entry(chart.kinds().get(i));
            }
        }
        if (chart.bars().stream().anyMatch(Bar::isTotal)) {
            canvas.rectangle("bar total", RowArea.LEFT, area.legendY() - 5, 22, 10, 1);
            area.entry("sum");
        }
        Optional<BarChart.Limit> limit = chart.limit();
        limit.ifPresent(
                each -> {
                    double y = area.legendY();
                    canvas.line("ref", RowArea.LEFT, y, RowArea.LEFT + 22, y);
                    area.entry(each.text());
                });
    }
}
