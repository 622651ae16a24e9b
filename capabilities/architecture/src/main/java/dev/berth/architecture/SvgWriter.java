package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.DiagramLayout.Box;
import dev.berth.architecture.DiagramLayout.Path;
import dev.berth.charts.text.TextWidths;
import java.util.ArrayList;
import java.util.List;

/// Writes a diagram as a self-contained SVG file: with its title, a legend of what occurs in it,
/// colours for light and dark grounds, and its content as text for screen readers. The same diagram
/// gives the same bytes.
public final class SvgWriter {
    private static final double MARGIN = 20;
    private static final double WIDTH_MIN = 440;
    private static final double HEAD_SIZE = 17;
    private static final double HEAD_LINE = 18;
    private static final double HEAD_GAP = 16;
    private static final double LEGEND_LINE = 21;
    private static final double LEGEND_GAP = 20;
    private static final double LEGEND_TOP = 40;
    private static final double CORNER_RADIUS = 6;
    private static final double SWATCH_WIDTH = 26;
    private static final double SWATCH_HEIGHT = 14;

    private final Diagram view;
    private final DiagramLayout placed;
    private final double width;
    private final StringBuilder body = new StringBuilder();
    private double y = MARGIN;

    private SvgWriter(Diagram view) {
        this.view = view;
        this.placed = Layout.of(view);
        this.width = Math.ceil(Math.max(WIDTH_MIN, placed.width()) + 2 * MARGIN);
    }

    public static String of(Diagram view) {
        return new SvgWriter(view).write();
    }

    private String write() {
        writeHead();
        double left = (width - placed.width()) / 2;
        write(placed, left, y);
        y += placed.height() + LEGEND_TOP;
        writeLegend();
        double height = Math.ceil(y + MARGIN);
        var svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$s %2$s\" width=\"%1$s\" height=\"%2$s\" role=\"img\" aria-labelledby=\"title description\">\n"
                        .formatted(Xml.number(width), Xml.number(height)));
        svg.append("<title id=\"title\">").append(Xml.escaped(view.title())).append("</title>\n");
        svg.append("<desc id=\"description\">")
                .append(Xml.escaped(description()))
                .append("</desc>\n");
        svg.append(SvgStyle.of(view));
        svg.append("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        return svg.append(body).append("</svg>\n").toString();
    }

    /// What the picture shows, in words.
    private String description() {
        List<String> parts = new ArrayList<>();
        parts.add(view.summary());
        for (Diagram.Node node : view.nodes()) {
            List<String> next =
                    view.edges().stream()
                            .filter(edge -> edge.from().equals(node.id()))
                            .map(edge -> title(edge.to()))
                            .distinct()
                            .toList();
            parts.add(
                    node.title()
                            + " ("
                            + node.kind().meaning()
                            + ")"
                            + (next.isEmpty() ? "" : " leads to " + String.join(", ", next)));
        }
        return String.join("; ", parts);
    }

    private String title(String id) {
        return view.nodes().stream()
                .filter(node -> node.id().equals(id))
                .map(Diagram.Node::title)
                .findFirst()
                .orElse(id);
    }

    private void writeHead() {
        double room = width - 2 * MARGIN;
        for (String line : TextWidths.wrapped(view.title(), HEAD_SIZE, true, room, 3)) {
            y += HEAD_LINE;
            text("head", MARGIN, y, line);
            y += 4;
        }
        List<String> below = new ArrayList<>();
        below.addAll(TextWidths.wrapped(view.summary(), Size.DETAIL_SIZE, false, room, 4));
        below.addAll(
                TextWidths.wrapped(
                        String.join(" · ", view.notes()), Size.DETAIL_SIZE, false, room, 3));
        for (String line : below) {
            y += Size.DETAIL_LINE;
            text("quiet", MARGIN, y, line);
        }
        y += HEAD_GAP;
    }

    private void text(String name, double x, double baseline, String text) {
        body.append(
                        "<text class=\"%s\" x=\"%s\" y=\"%s\">"
                                .formatted(name, Xml.number(x), Xml.number(baseline)))
                .append(Xml.escaped(text))
                .append("</text>\n");
    }

    private void write(DiagramLayout part, double left, double top) {
        for (Path path : part.paths()) {
            writePath(path, left, top);
        }
        for (Box box : part.boxes()) {
            writeBox(box, left, top);
        }
        for (Path path : part.paths()) {
            writeLabel(path.label(), left, top);
        }
    }

    private void writePath(Path path, double left, double top) {
        List<Point> points = path.points();
        Point begin = points.getFirst();
        var d = new StringBuilder("M").append(pair(begin, left, top));
        for (int i = 1; i < points.size() - 1; i++) {
            Point corner = points.get(i);
            d.append('L').append(pair(towards(corner, points.get(i - 1)), left, top));
            d.append('Q').append(pair(corner, left, top)).append(' ');
            d.append(pair(towards(corner, points.get(i + 1)), left, top));
        }
        d.append('L').append(pair(points.getLast(), left, top));
        Point end = points.getLast();
        boolean isDown = points.get(points.size() - 2).y() <= end.y();
        body.append(
                "<path class=\"edge%s\" d=\"%s\"/>\n"
                        .formatted(path.edge().isConditional() ? " conditional" : "", d));
        body.append(
                "<path class=\"arrow\" d=\"M%sl-3.5 %sh7z\"/>\n"
                        .formatted(pair(end.x() + left, end.y() + top), isDown ? "-7" : "7"));
    }

    /// Where a rounded corner begins or ends on the way to the next one.
    private static Point towards(Point corner, Point next) {
        double x = next.x() - corner.x();
        double y = next.y() - corner.y();
        double length = Math.hypot(x, y);
        double part = length == 0 ? 0 : Math.min(CORNER_RADIUS, length / 2) / length;
        return new Point(corner.x() + x * part, corner.y() + y * part);
    }

    private static String pair(Point point, double left, double top) {
        return pair(point.x() + left, point.y() + top);
    }

    private static String pair(double x, double y) {
        return Xml.number(x) + " " + Xml.number(y);
    }

    private void writeLabel(DiagramLayout.Label label, double left, double top) {
        if (label.lines().isEmpty()) {
            return;
        }
        double x = label.x() + left;
        body.append(
                "<rect class=\"ground\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                        .formatted(
                                Xml.number(x - label.width() / 2),
                                Xml.number(label.y() + top),
                                Xml.number(label.width()),
                                Xml.number(label.height())));
        double baseline = label.y() + top;
        for (String line : label.lines()) {
            baseline += Layout.LABEL_LINE;
            text("label", x, baseline - 1, line);
        }
    }

    private void writeBox(Box box, double left, double top) {
        double x = box.x() + left;
        double at = box.y() + top;
        Size size = box.size();
        body.append("<g class=\"node\">");
        if (box.node().isFannedOut()) {
            body.append(Outlines.of(box.node().kind(), x + 4, at + 4, box.width(), box.height()));
        }
        body.append(Outlines.of(box.node().kind(), x, at, box.width(), box.height())).append('\n');
        double middle = x + box.width() / 2;
        double line = at + Size.PADDING;
        for (String title : size.title()) {
            line += Size.TITLE_LINE;
            text("name", middle, line - 4, title);
        }
        for (String detail : size.details()) {
            line += Size.DETAIL_LINE;
            text("detail", middle, line - 3.5, detail);
        }
        if (!size.standIns().isEmpty()) {
            double inset = size.inset() + 4;
            body.append(
                    "<path class=\"divider\" d=\"M%sh%s\"/>\n"
                            .formatted(
                                    pair(x + inset, line + Size.DIVIDER / 2),
                                    Xml.number(box.width() - 2 * inset)));
            line += Size.DIVIDER;
        }
        for (String standIn : size.standIns()) {
            line += Size.DETAIL_LINE;
            text("detail", middle, line - 3.5, standIn);
        }
        body.append("</g>\n");
        double innerTop = line + Size.PADDING;
        size.inner().ifPresent(inner -> writeInner(inner, middle - inner.width() / 2, innerTop));
    }

    /// On a ground as the whole picture has it, which labels cover edges with.
    private void writeInner(DiagramLayout inner, double left, double top) {
        double margin = Size.PADDING / 2;
        body.append(
                "<rect class=\"ground\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"4\"/>\n"
                        .formatted(
                                Xml.number(left - margin),
                                Xml.number(top - margin),
                                Xml.number(inner.width() + 2 * margin),
                                Xml.number(inner.height() + 2 * margin)));
        write(inner, left, top);
    }

    private void writeLegend() {
        double x = MARGIN;
        for (Kind kind : view.kinds()) {
            double text = TextWidths.of(kind.meaning(), Size.DETAIL_SIZE, false);
            x = nextInLegend(x, SWATCH_WIDTH + 6 + text);
            body.append(Outlines.of(kind, x, y - SWATCH_HEIGHT + 3, SWATCH_WIDTH, SWATCH_HEIGHT))
                    .append('\n');
            text("quiet", x + SWATCH_WIDTH + 6, y, kind.meaning());
            x += SWATCH_WIDTH + 6 + text + LEGEND_GAP;
        }
        for (String mark : Legend.marks(view, "below a dashed line")) {
            double text = TextWidths.of(mark, Size.DETAIL_SIZE, false);
            x = nextInLegend(x, text);
            text("quiet", x, y, mark);
            x += text + LEGEND_GAP;
        }
    }

    /// Where something of this width begins, in the next line if this one is full.
    private double nextInLegend(double x, double needed) {
        if (x > MARGIN && x + needed > width - MARGIN) {
            y += LEGEND_LINE;
            return MARGIN;
        }
        return x;
    }
}
