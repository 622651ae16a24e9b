package dev.berth.diagrams;

import dev.berth.charts.ChartSvg;
import dev.berth.charts.SvgCanvas;
import dev.berth.charts.SvgCanvas.Anchor;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.BoxDiagram.Tone;
import dev.berth.diagrams.PlacedDiagram.Area;
import dev.berth.diagrams.PlacedDiagram.PlacedBox;
import dev.berth.diagrams.PlacedDiagram.PlacedGroup;
import dev.berth.diagrams.PlacedDiagram.PlacedLine;
import dev.berth.diagrams.PlacedDiagram.Point;
import java.util.List;
import java.util.Locale;

/// Writer of diagrams as SVG, within a page or as files of their own. The legend is below.
public final class BoxDiagramSvg {
    /// The rules that a page needs for inline diagrams, with the colours of
    /// [dev.berth.charts.ChartSvg].
    public static final String RULES =
            """
            .diagram{display:block;font:13px system-ui,sans-serif;height:auto;max-width:100%}
            .diagram text{fill:var(--ink);unicode-bidi:plaintext}
            .diagram .name{font-weight:600}
            .diagram .detail,.diagram .key{font-size:11.5px}
            .diagram .label{font-size:11px}
            .diagram .label-ground{fill:var(--sheet);opacity:.86}
            .diagram .group{stroke:var(--faint);stroke-width:1}
            .diagram .first{fill:var(--first)}
            .diagram .second{fill:var(--second)}
            .diagram .heading text{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
            .diagram .heading.first text{stroke:var(--first)}
            .diagram .heading.second text{stroke:var(--second)}
            .diagram .box{fill:var(--sheet);stroke:var(--ink);stroke-width:1.2}
            .diagram .dashed{stroke-dasharray:5 3}
            .diagram .pill{fill:var(--sheet);stroke:var(--faint);stroke-width:1}
            .diagram .dot{fill:var(--ink);stroke:none}
            .diagram .connection{stroke:var(--line);stroke-width:7;fill:none;stroke-linejoin:round}
            .diagram .arrow{stroke-width:1.8;fill:none}
            .diagram .head{stroke:none}
            .diagram .s0{stroke:var(--c0)} .diagram .head.s0{fill:var(--c0)}
            .diagram .s1{stroke:var(--c1)} .diagram .head.s1{fill:var(--c1)}
            .diagram .s2{stroke:var(--c2)} .diagram .head.s2{fill:var(--c2)}
            .diagram .s3{stroke:var(--c3)} .diagram .head.s3{fill:var(--c3)}
            .diagram .s4{stroke:var(--c4)} .diagram .head.s4{fill:var(--c4)}
            .diagram .s5{stroke:var(--c5)} .diagram .head.s5{fill:var(--c5)}
            .diagram .d1{stroke-dasharray:8 3}
            .diagram .d2{stroke-dasharray:2 3}
            .diagram .d3{stroke-dasharray:10 3 2 3}
            .diagram .head{stroke-dasharray:none}
            """;

    /// Fills of a light page, beside the colours of charts.
    public static final String LIGHT = "--sheet:#ffffff;--first:#eef4f9;--second:#f6f1e7";

    /// Fills of a dark page.
    public static final String DARK = "--sheet:#1b2125;--first:#1c2a35;--second:#2d2820";

    /// Styles of lines that can be told apart; those beyond them begin again.
    public static final int STYLES = 12;

    private static final int COLOURS = 6;
    private static final int DASHES = 4;
    private static final double MARGIN = 4;
    private static final double CORNER = 5;
    private static final double HEAD = 7;

    private final PlacedDiagram placed;
    private final SvgCanvas canvas = new SvgCanvas();

    private BoxDiagramSvg(PlacedDiagram placed) {
        this.placed = placed;
    }

    /// The diagram as an element of a page that has the [#RULES] and colours.
    ///
    /// @param id unique in the page
    public static String inline(BoxDiagram diagram, Direction direction, String id) {
        return element(diagram, direction, id, "");
    }

    /// The diagram as a file, which follows the colour scheme of the reader's system.
    public static String file(BoxDiagram diagram, Direction direction) {
        return element(
                diagram,
                direction,
                "diagram",
                "<style>\n.diagram{"
                        + ChartSvg.LIGHT
                        + ";"
                        + LIGHT
                        + ";background:#ffffff}\n@media(prefers-color-scheme:dark){.diagram{"
                        + ChartSvg.DARK
                        + ";"
                        + DARK
                        + ";background:#14181b}}\n"
                        + RULES
                        + "</style>\n");
    }

    /// Wider ones would be too small to read if they were scaled to a page or telephone.
    private static double widthMax(Direction direction) {
        return switch (direction) {
            case RIGHT -> 1400;
            case DOWN -> 540;
        };
    }

    private static String element(
            BoxDiagram diagram, Direction direction, String id, String style) {
        PlacedDiagram placed = BoxDiagramLayout.of(diagram, direction);
        var drawing = new BoxDiagramSvg(placed);
        drawing.draw();
        var legend =
                new DiagramLegend(
                        drawing.canvas, Math.max(placed.width(), DiagramLegend.WIDTH_MIN));
        double bottom = legend.draw(diagram.legend(), placed.height() + DiagramLegend.GAP);
        double width = Math.ceil(Math.max(placed.width(), legend.width()) + 2 * MARGIN);
        double height = Math.ceil(bottom + 2 * MARGIN);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram%s\" id=\"%s\" width=\"%.0f\""
                        + " height=\"%.0f\" viewBox=\"%.0f %.0f %.0f %.0f\" role=\"img\""
                        + " aria-labelledby=\"%s-title %s-desc\">\n"
                        + "%s<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n%s</svg>\n",
                width > widthMax(direction) ? " large" : "",
                id,
                width,
                height,
                -MARGIN,
                -MARGIN,
                width,
                height,
                id,
                id,
                style,
                id,
                SvgCanvas.escaped(diagram.title()),
                id,
                SvgCanvas.escaped(diagram.description()),
                drawing.canvas);
    }

    private void draw() {
        placed.groups().forEach(this::group);
        placed.lines().stream().filter(line -> line.line().style().isEmpty()).forEach(this::line);
        placed.lines().stream().filter(line -> line.line().style().isPresent()).forEach(this::line);
        placed.groups().forEach(this::heading);
        placed.boxes().forEach(this::box);
        placed.lines().forEach(this::label);
    }

    private void group(PlacedGroup group) {
        Area area = group.area();
        canvas.rectangle(
                "group " + tone(group.group().tone()),
                area.x(),
                area.y(),
                area.width(),
                area.height(),
                8);
    }

    /// Above the lines, which may cross it.
    private void heading(PlacedGroup group) {
        Area area = group.area();
        canvas.raw("<g class=\"heading " + tone(group.group().tone()) + "\">");
        text(group.text(), area.x() + BoxDiagramLayout.PADDING, area.y() + 8, Anchor.START);
        canvas.raw("</g>\n");
    }

    static String tone(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    private void box(PlacedBox box) {
        Area area = box.area();
        canvas.raw("<g class=\"node\">");
        tooltip(box.box().tooltip());
        shape(canvas, box.box().shape(), area);
        text(
                box.text(),
                area.x() + area.width() / 2,
                area.y() + BoxDiagramLayout.PADDING / 2 - 1,
                Anchor.MIDDLE);
        canvas.raw("</g>\n");
    }

    static void shape(SvgCanvas canvas, Shape shape, Area area) {
        double x = area.x();
        double y = area.y();
        double w = area.width();
        double h = area.height();
        switch (shape) {
            case RECTANGLE -> canvas.rectangle("box", x, y, w, h, 3);
            case DASHED_RECTANGLE -> canvas.rectangle("box dashed", x, y, w, h, 3);
            case ROUND -> canvas.rectangle("box", x, y, w, h, h / 2);
            case PILL -> canvas.rectangle("pill", x, y, w, h, 6);
            case DOT -> canvas.rectangle("dot", x, y, w, h, h / 2);
        }
    }

    private void text(BoxText text, double x, double top, Anchor anchor) {
        double y = top;
        for (String line : text.title()) {
            y += BoxText.TITLE_LINE;
            canvas.text("name", x, y - 4, anchor, line);
        }
        for (String line : text.details()) {
            y += BoxText.DETAIL_LINE;
            canvas.text("detail", x, y - 3.5, anchor, line);
        }
    }

    private void tooltip(String text) {
        if (!text.isEmpty()) {
            canvas.raw("<title>" + SvgCanvas.escaped(text) + "</title>");
        }
    }

    /// Class of the colour and dash of a style: of two styles at least one differs.
    static String style(int style) {
        int dash = style % DASHES;
        return "s" + style % COLOURS + (dash == 0 ? "" : " d" + dash);
    }

    private void line(PlacedLine line) {
        String style = line.line().style().map(BoxDiagramSvg::style).orElse("");
        canvas.raw("<g>");
        tooltip(line.line().tooltip());
        canvas.raw(
                "<path class=\""
                        + (style.isEmpty() ? "connection" : "arrow " + style)
                        + "\" d=\""
                        + path(line.points())
                        + "\"/>");
        if (!style.isEmpty()) {
            head(line.points(), style);
        }
        canvas.raw("</g>\n");
    }

    private static String path(List<Point> points) {
        var d = new StringBuilder("M").append(pair(points.getFirst()));
        for (int i = 1; i < points.size() - 1; i++) {
            Point corner = points.get(i);
            d.append('L').append(pair(towards(corner, points.get(i - 1))));
            d.append('Q').append(pair(corner)).append(' ');
            d.append(pair(towards(corner, points.get(i + 1))));
        }
        return d.append('L').append(pair(points.getLast())).toString();
    }

    /// Where a rounded corner begins or ends on the way to the next one.
    private static Point towards(Point corner, Point next) {
        double x = next.x() - corner.x();
        double y = next.y() - corner.y();
        double length = Math.hypot(x, y);
        double part = length == 0 ? 0 : Math.min(CORNER, length / 2) / length;
        return new Point(corner.x() + x * part, corner.y() + y * part);
    }

    private static String pair(Point point) {
        return SvgCanvas.number(point.x()) + " " + SvgCanvas.number(point.y());
    }

    private void head(List<Point> points, String style) {
        Point end = points.getLast();
        Point before = points.get(points.size() - 2);
        double x = Math.signum(Math.rint(end.x() - before.x())) * HEAD;
        double y = Math.signum(Math.rint(end.y() - before.y())) * HEAD;
        if (x != 0 && y != 0) {
            y = 0;
        }
        var left = new Point(end.x() - x - y / 2, end.y() - y - x / 2);
        var right = new Point(end.x() - x + y / 2, end.y() - y + x / 2);
        canvas.raw(
                "<path class=\"head "
                        + style.split(" ", 2)[0]
                        + "\" d=\"M"
                        + pair(end)
                        + "L"
                        + pair(left)
                        + "L"
                        + pair(right)
                        + "z\"/>");
    }

    private void label(PlacedLine line) {
        if (line.label().isEmpty()) {
            return;
        }
        Area area = line.labelArea();
        canvas.rectangle("label-ground", area.x(), area.y(), area.width(), area.height(), 3);
        canvas.text(
                "label",
                area.x() + area.width() / 2,
                area.y() + area.height() - 3.5,
                Anchor.MIDDLE,
                line.label());
    }
}
