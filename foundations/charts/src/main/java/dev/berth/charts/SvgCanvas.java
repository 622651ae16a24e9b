package dev.berth.charts;

import dev.berth.charts.text.DisplayText;
import java.util.Locale;

/// Writer of SVG elements; texts are escaped, coordinates rounded to a tenth. Styles are classes,
/// since a page may forbid others.
public final class SvgCanvas {
    /// Mean advance of a character at the charts' font size of 12, of the wider ones of common
    /// sans-serif fonts.
    static final double CHARACTER_WIDTH = 7.2;

    private final StringBuilder svg = new StringBuilder();

    /// Horizontal alignment of a text at its coordinates.
    public enum Anchor {
        START,
        MIDDLE,
        END
    }

    public SvgCanvas raw(String text) {
        svg.append(text);
        return this;
    }

    public void line(String style, double x1, double y1, double x2, double y2) {
        svg.append("<line class=\"").append(style);
        svg.append("\" x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
        svg.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
        svg.append("\"/>\n");
    }

    public void dot(String style, double x, double y) {
        svg.append("<circle class=\"").append(style).append("\" cx=\"").append(number(x));
        svg.append("\" cy=\"").append(number(y)).append("\" r=\"3.5\"/>\n");
    }

    public void polyline(String style, double[] x, double[] y) {
        svg.append("<polyline class=\"curve ").append(style).append("\" points=\"");
        for (int i = 0; i < x.length; i++) {
            svg.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        svg.append("\"/>\n");
    }

    public void text(double x, double y, Anchor anchor, String text) {
        svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        svg.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
        svg.append("\">").append(escaped(text)).append("</text>\n");
    }

    /// A closed outline.
    ///
    /// @param coordinates x and y of each corner
    public void polygon(String style, double... coordinates) {
        svg.append("<polygon class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < coordinates.length; i++) {
            svg.append(i == 0 ? "" : i % 2 == 0 ? " " : ",").append(number(coordinates[i]));
        }
        svg.append("\"/>\n");
    }

    /// A text with a class.
    public void text(String style, double x, double y, Anchor anchor, String text) {
        svg.append("<text class=\"").append(style);
        svg.append("\" x=\"").append(number(x)).append("\" y=\"").append(number(y));
        svg.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
        svg.append("\">").append(escaped(text)).append("</text>\n");
    }

    /// A rectangle.
    ///
    /// @param radius of its corners
    public void rectangle(
            String style, double x, double y, double width, double height, double radius) {
        svg.append("<rect class=\"").append(style);
        svg.append("\" x=\"").append(number(x)).append("\" y=\"").append(number(y));
        svg.append("\" width=\"")
                .append(number(width))
                .append("\" height=\"")
                .append(number(height));
        svg.append(radius > 0 ? "\" rx=\"" + number(radius) : "").append("\"/>\n");
    }

    /// A text upwards, for the axis at the left.
    public void textUpwards(double x, double y, String text) {
        svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        svg.append("\" text-anchor=\"middle\" transform=\"rotate(-90 ").append(number(x));
        svg.append(' ').append(number(y)).append(")\">").append(escaped(text)).append("</text>\n");
    }

    /// A text cut to a width, with an ellipsis.
    public static String fitted(String text, double width) {
        int max = (int) Math.max(1, Math.floor(width / CHARACTER_WIDTH));
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    public static double width(String text) {
        return text.codePointCount(0, text.length()) * CHARACTER_WIDTH;
    }

    public static String number(double value) {
        double rounded = Math.rint(value * 10) / 10;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    /// A text in which no character is markup.
    public static String escaped(String text) {
        return DisplayText.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return svg.toString();
    }
}
