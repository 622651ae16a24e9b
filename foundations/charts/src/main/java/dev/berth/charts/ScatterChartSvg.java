package dev.berth.charts;

import dev.berth.charts.ScatterChart.BoundLine;
import dev.berth.charts.ScatterChart.Dot;
import dev.berth.charts.ScatterChart.Standing;
import dev.berth.charts.SvgCanvas.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drawing of a [ScatterChart]. Standings differ by form as well as by colour.
final class ScatterChartSvg {
    private static final double LINE_HEIGHT = 14;

    /// Between a dot and its label.
    private static final double GAP = 8;

    private final ScatterChart chart;
    private final SvgCanvas canvas;
    private final PlotArea area;
    private final List<Box> marks = new ArrayList<>();
    private final List<Box> labels = new ArrayList<>();
    private int legendRows;

    private ScatterChartSvg(ScatterChart chart, SvgCanvas canvas) {
        this.chart = chart;
        this.canvas = canvas;
        this.area = new PlotArea(chart.x(), chart.y());
    }

    /// A rectangle that a text or a mark takes.
    private record Box(double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return left < other.right
                    && other.left < right
                    && top < other.bottom
                    && other.top < bottom;
        }
    }

    /// Draws the chart and returns its height.
    static int draw(ScatterChart chart, SvgCanvas canvas) {
        var drawing = new ScatterChartSvg(chart, canvas);
        drawing.area.draw(chart.title(), canvas);
        chart.xBound()
                .filter(bound -> chart.x().contains(bound.value()))
                .ifPresent(bound -> drawing.vertical(drawing.area.x(bound.value())));
        chart.yBound()
                .filter(bound -> chart.y().contains(bound.value()))
                .ifPresent(bound -> drawing.horizontal(drawing.area.y(bound.value())));
        chart.dots().forEach(drawing::dot);
        chart.dots().forEach(drawing::label);
        drawing.legend();
        return PlotArea.heightWithLegend(drawing.legendRows);
    }

    private void vertical(double x) {
        canvas.line("ref", x, PlotArea.TOP, x, PlotArea.BOTTOM);
    }

    private void horizontal(double y) {
        canvas.line("ref", PlotArea.LEFT, y, PlotArea.RIGHT, y);
    }

    private void dot(Dot dot) {
        double x = area.x(dot.x());
        double y = area.y(dot.y());
        String colour = colour(dot.standing());
        if (dot.low().isPresent() && dot.high().isPresent()) {
            double top = area.y(dot.high().getAsDouble());
            double bottom = area.y(dot.low().getAsDouble());
            canvas.line(colour, x, bottom, x, top);
            marks.add(new Box(x - 1, top, x + 1, bottom));
        }
        mark(dot.standing(), x, y);
        marks.add(new Box(x - 5, y - 5, x + 5, y + 5));
    }

    private static String colour(Standing standing) {
        return switch (standing) {
            case CHOSEN -> "c2";
            case FRONT -> "c0";
            case DOMINATED -> "c1";
            case EXCLUDED -> "c3";
        };
    }

    private void mark(Standing standing, double x, double y) {
        String colour = colour(standing);
        switch (standing) {
            case CHOSEN -> canvas.polygon(colour, x, y - 7, x + 7, y, x, y + 7, x - 7, y);
            case FRONT -> canvas.dot(colour, x, y);
            case DOMINATED -> canvas.dot(colour + " open", x, y);
            case EXCLUDED -> {
                canvas.line(colour, x - 4, y - 4, x + 4, y + 4);
                canvas.line(colour, x - 4, y + 4, x + 4, y - 4);
            }
        }
    }

    /// The label beside its dot: of the places around it the first where nothing else is, otherwise
    /// the first where no other label is. Where labels fill all places it is left out.
    private void label(Dot dot) {
        double x = area.x(dot.x());
        double y = area.y(dot.y());
        String text = SvgCanvas.fitted(dot.label(), (PlotArea.RIGHT - PlotArea.LEFT) / 2);
        double width = SvgCanvas.width(text);
        List<Box> places = new ArrayList<>();
        for (double baseline : new double[] {y + 4, y - 8, y + 16, y - 22, y + 30}) {
            for (double left : new double[] {x + GAP, x - GAP - width}) {
                var box = new Box(left, baseline - LINE_HEIGHT + 3, left + width, baseline + 3);
                if (isWithin(box) && labels.stream().noneMatch(box::overlaps)) {
                    places.add(box);
                }
            }
        }
        places.stream()
                .filter(place -> marks.stream().noneMatch(place::overlaps))
                .findFirst()
                .or(() -> places.stream().findFirst())
                .ifPresent(
                        place -> {
                            labels.add(place);
                            boolean isRight = place.left() > x;
                            canvas.text(
                                    isRight ? place.left() : place.right(),
                                    place.bottom() - 3,
                                    isRight ? Anchor.START : Anchor.END,
                                    text);
                        });
    }

    private static boolean isWithin(Box box) {
        return box.left() >= PlotArea.LEFT
                && box.right() <= PlotArea.RIGHT
                && box.top() >= PlotArea.TOP
                && box.bottom() <= PlotArea.BOTTOM;
    }

    private void legend() {
        for (Standing standing : Standing.values()) {
            if (chart.dots().stream().anyMatch(dot -> dot.standing() == standing)) {
                mark(standing, PlotArea.LEFT + 13, PlotArea.legendY(legendRows));
                entry(standing.words());
            }
        }
        bound(chart.xBound());
        bound(chart.yBound());
    }

    private void bound(Optional<BoundLine> bound) {
        bound.ifPresent(
                line -> {
                    double y = PlotArea.legendY(legendRows);
                    canvas.line("ref", PlotArea.LEFT, y, PlotArea.LEFT + 26, y);
                    entry("limit: " + line.text());
                });
    }

    private void entry(String text) {
        canvas.text(
                PlotArea.LEFT + 34,
                PlotArea.legendY(legendRows) + 4,
                Anchor.START,
                SvgCanvas.fitted(text, ChartSvg.WIDTH - PlotArea.LEFT - 50));
        legendRows++;
    }
}
