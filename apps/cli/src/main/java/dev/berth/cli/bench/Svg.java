package dev.berth.cli.bench;

import java.util.Locale;

/// SVG plot with a logarithmic axis of latencies on the left.
///
/// Coordinates of the methods are fractions of the plot's width, and latencies.
final class Svg {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 380;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 15;
    private static final int BOTTOM = 45;

    /// Okabe and Ito's palette for all kinds of colour vision.
    private static final String[] COLOURS = {
        "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#b8a800"
    };

    private final StringBuilder svg = new StringBuilder();
    private final double lowNanos;
    private final double highNanos;
    private int legends;

    Svg(double lowNanos, double highNanos) {
        this.lowNanos = Math.pow(10, Math.floor(Math.log10(Math.max(1, lowNanos))));
        this.highNanos = Math.max(this.lowNanos * 10, highNanos * 1.1);
        svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT).append("\">\n");
        for (double tick = this.lowNanos; tick <= this.highNanos; tick *= 10) {
            horizontal(tick);
        }
    }

    static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    private void horizontal(double nanos) {
        double y = y(nanos);
        line(LEFT, y, (double) WIDTH - RIGHT, y);
        text(LEFT - 8.0, y + 4, "end", latency(nanos));
    }

    private static String latency(double nanos) {
        if (nanos < 1e6) {
            return Math.round(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? Math.round(nanos / 1e6) + " ms" : Math.round(nanos / 1e9) + " s";
    }

    /// A tick below the plot.
    void vertical(double share, String label) {
        double x = x(share);
        line(x, TOP, x, (double) HEIGHT - BOTTOM);
        text(x, HEIGHT - BOTTOM + 18.0, "middle", label);
    }

    void title(String below) {
        text(x(0.5), HEIGHT - 6.0, "middle", below);
    }

    void legend(String label, int colour) {
        double y = TOP + 12.0 + 18 * legends++;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%.1f\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
                        WIDTH - RIGHT + 15,
                        y - 10,
                        colour(colour)));
        text(WIDTH - RIGHT + 33.0, y, "start", label);
    }

    void curve(double[] shares, double[] nanos, int colour) {
        var points = new StringBuilder();
        for (int i = 0; i < shares.length; i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(shares[i]), y(nanos[i])));
        }
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour(colour))
                .append("\" points=\"")
                .append(points.toString().strip())
                .append("\"/>\n");
    }

    void dot(double share, double nanos, String label, int colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s</title></circle>%n",
                        x(share),
                        y(nanos),
                        colour(colour),
                        BenchPage.escaped(label)));
    }

    private double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double y(double nanos) {
        double bounded = Math.clamp(nanos, lowNanos, highNanos);
        double share = Math.log(bounded / lowNanos) / Math.log(highNanos / lowNanos);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        BenchPage.escaped(text)));
    }

    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
