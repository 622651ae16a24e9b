package dev.berth.diagrams;

import dev.berth.charts.SvgCanvas;
import dev.berth.charts.SvgCanvas.Anchor;
import dev.berth.charts.text.DisplayText;
import dev.berth.charts.text.TextWidths;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Sample;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.PlacedDiagram.Area;
import java.util.List;

/// Drawing of a legend: entries one after the other, in as many rows as they need.
final class DiagramLegend {
    static final double WIDTH_MIN = 340;
    static final double GAP = 18;

    private static final double SAMPLE_WIDTH = 30;
    private static final double SAMPLE_HEIGHT = 12;
    private static final double ROW = 21;

    private final SvgCanvas canvas;
    private final double widthMax;
    private double width;

    DiagramLegend(SvgCanvas canvas, double widthMax) {
        this.canvas = canvas;
        this.widthMax = widthMax;
    }

    /// The width that was needed.
    double width() {
        return width;
    }

    /// Draws the entries and returns where they end.
    double draw(List<LegendEntry> entries, double top) {
        double x = 0;
        double y = top;
        for (LegendEntry entry : entries) {
            String text =
                    String.join(
                            "",
                            TextWidths.wrapped(
                                    DisplayText.line(entry.text()),
                                    BoxText.DETAIL_SIZE,
                                    false,
                                    widthMax - SAMPLE_WIDTH - 8,
                                    1));
            double needed = SAMPLE_WIDTH + 8 + TextWidths.of(text, BoxText.DETAIL_SIZE, false);
            if (x > 0 && x + needed > widthMax) {
                x = 0;
                y += ROW;
            }
            sample(entry.sample(), x, y);
            canvas.text("key", x + SAMPLE_WIDTH + 8, y + 4, Anchor.START, text);
            width = Math.max(width, x + needed);
            x += needed + GAP;
        }
        return entries.isEmpty() ? top - GAP : y + ROW / 2;
    }

    private void sample(Sample sample, double x, double y) {
        var area = new Area(x, y - SAMPLE_HEIGHT / 2, SAMPLE_WIDTH, SAMPLE_HEIGHT);
        switch (sample) {
            case Sample.OfShape(Shape shape) -> {
                double size = 8;
                BoxDiagramSvg.shape(
                        canvas,
                        shape,
                        shape == Shape.DOT
                                ? new Area(x + (SAMPLE_WIDTH - size) / 2, y - size / 2, size, size)
                                : area);
            }
            case Sample.OfTone(BoxDiagram.Tone tone) ->
                    canvas.rectangle(
                            "group " + BoxDiagramSvg.tone(tone),
                            area.x(),
                            area.y(),
                            area.width(),
                            area.height(),
                            3);
            case Sample.OfStyle(int style) ->
                    canvas.line("arrow " + BoxDiagramSvg.style(style), x, y, x + SAMPLE_WIDTH, y);
            case Sample.OfConnection() -> canvas.line("connection", x, y, x + SAMPLE_WIDTH, y);
        }
    }
}
