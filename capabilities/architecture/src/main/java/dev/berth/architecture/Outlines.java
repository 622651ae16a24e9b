package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;

/// The outlines of nodes, as SVG draws them.
final class Outlines {
    private static final double ROUND = 6;
    private static final double CUT = 7;

    private Outlines() {}

    /// An element of this class.
    static String of(Kind kind, double x, double y, double width, double height) {
        String name = " class=\"" + Xml.word(kind) + "\"/>";
        return switch (kind) {
            case REQUEST, ANSWER, CONSUMER ->
                    rectangle(x, y, width, height, Math.min(height / 2, 16)) + name;
            case MODEL, VIEW -> rectangle(x, y, width, height, ROUND) + name;
            case JOIN, FALLBACK -> rectangle(x, y, width, height, Math.min(height / 2, 12)) + name;
            case ENDPOINT ->
                    rectangle(x, y, width, height, 2)
                            + name
                            + lines(x, y, width, height, Xml.word(kind));
            case GUARD -> octagon(x, y, width, height) + name;
            case DECISION -> hexagon(x, y, width, height) + name;
            case VARIANTS -> trapezium(x, y, width, height) + name;
            case COMPUTATION, ON_DEMAND -> parallelogram(x, y, width, height) + name;
            case FEATURES, SOURCE -> cylinder(x, y, width, height) + name;
        };
    }

    private static String rectangle(double x, double y, double width, double height, double r) {
        return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\""
                .formatted(
                        Xml.number(x),
                        Xml.number(y),
                        Xml.number(width),
                        Xml.number(height),
                        Xml.number(r));
    }

    /// The second lines at the sides of an endpoint.
    private static String lines(double x, double y, double width, double height, String name) {
        double inset = Math.min(4, width / 6);
        return "<path d=\"M%s %sv%sM%s %sv%s\" class=\"%s\"/>"
                .formatted(
                        Xml.number(x + inset),
                        Xml.number(y),
                        Xml.number(height),
                        Xml.number(x + width - inset),
                        Xml.number(y),
                        Xml.number(height),
                        name);
    }

    private static String octagon(double x, double y, double width, double height) {
        double cut = Math.min(CUT, height / 3);
        return polygon(
                x + cut,
                y,
                x + width - cut,
                y,
                x + width,
                y + cut,
                x + width,
                y + height - cut,
                x + width - cut,
                y + height,
                x + cut,
                y + height,
                x,
                y + height - cut,
                x,
                y + cut);
    }

    private static String hexagon(double x, double y, double width, double height) {
        double point = Math.min(14, width / 4);
        double middle = y + height / 2;
        return polygon(
                x + point,
                y,
                x + width - point,
                y,
                x + width,
                middle,
                x + width - point,
                y + height,
                x + point,
                y + height,
                x,
                middle);
    }

    private static String trapezium(double x, double y, double width, double height) {
        double slant = Math.min(10, width / 5);
        return polygon(x + slant, y, x + width - slant, y, x + width, y + height, x, y + height);
    }

    private static String parallelogram(double x, double y, double width, double height) {
        double slant = Math.min(10, width / 5);
        return polygon(x + slant, y, x + width, y, x + width - slant, y + height, x, y + height);
    }

    /// As stores are drawn.
    private static String cylinder(double x, double y, double width, double height) {
        double lid = Math.min(5, height / 6);
        return "<path d=\"M%s %sa%s %s 0 0 1 %s 0v%sa%s %s 0 0 1 -%s 0z\""
                .formatted(
                        Xml.number(x),
                        Xml.number(y + lid),
                        Xml.number(width / 2),
                        Xml.number(lid),
                        Xml.number(width),
                        Xml.number(height - 2 * lid),
                        Xml.number(width / 2),
                        Xml.number(lid),
                        Xml.number(width));
    }

    private static String polygon(double... coordinates) {
        var points = new StringBuilder("<polygon points=\"");
        for (int i = 0; i < coordinates.length; i++) {
            points.append(i == 0 ? "" : i % 2 == 0 ? " " : ",").append(Xml.number(coordinates[i]));
        }
        return points.append('"').toString();
    }
}
