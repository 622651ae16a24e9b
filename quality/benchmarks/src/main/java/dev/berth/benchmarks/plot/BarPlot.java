package dev.berth.benchmarks.plot;

import dev.berth.benchmarks.figure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// SVG plot of horizontal bars for medians, each with a line from the minimum to the maximum.
public final class BarPlot {
    private static final int WIDTH = 900;
    private static final int LEFT = 130;
    private static final int RIGHT = 130;
    private static final int BAR = 18;
    private static final int STEP = 28;
    private static final int TOP = 8;
    private static final int BOTTOM = 24;
    private static final int TICKS = 4;

    private final String format;
    private final List<Bar> bars = new ArrayList<>();

    /// @param format of the numbers, for `String.format`
    public BarPlot(String format) {
        this.format = format;
    }

    /// Role of a bar, which selects its colour.
    public enum Role {
        BERTH("bar"),
        REFERENCE("reference");

        private final String style;

        Role(String style) {
            this.style = style;
        }
    }

    /// @param bound NaN, or the position of a goal line
    private record Bar(String name, Role role, Spread spread, double bound) {
        double end() {
            return Double.isNaN(bound) ? spread.most() : Math.max(spread.most(), bound);
        }
    }

    /// Adds a bar.
    public void add(String name, Role role, Spread spread) {
        bars.add(new Bar(name, role, spread, Double.NaN));
    }

    /// Adds a bar with a goal.
    ///
    /// @param bound position of the goal line
    public void add(String name, Role role, Spread spread, double bound) {
        bars.add(new Bar(name, role, spread, bound));
    }

    public boolean isEmpty() {
        return bars.isEmpty();
    }

    @Override
    public String toString() {
        int height = TOP + STEP * bars.size() + BOTTOM;
        double end = bars.stream().mapToDouble(Bar::end).max().orElse(1);
        var svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">%n".formatted(WIDTH, height));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = end * tick / TICKS;
            double x = x(value, end);
            line(svg, "axis", x, TOP, x, height - BOTTOM);
            text(svg, x, height - 8.0, "middle", figure(value));
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), TOP + STEP * i + (STEP - BAR) / 2.0, end);
        }
        return svg + "</svg>\n";
    }

    private void draw(StringBuilder svg, Bar bar, double y, double end) {
        Spread spread = bar.spread();
        double middle = y + BAR / 2.0;
        text(svg, LEFT - 8.0, middle + 4, "end", bar.name());
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\">"
                                + "<title>%s: %s (%s..%s)</title></rect>%n",
                        bar.role().style,
                        LEFT,
                        y,
                        x(spread.median(), end) - LEFT,
                        BAR,
                        Html.escaped(bar.name()),
                        figure(spread.median()),
                        figure(spread.least()),
                        figure(spread.most())));
        line(svg, "spread", x(spread.least(), end), middle, x(spread.most(), end), middle);
        if (!Double.isNaN(bar.bound())) {
            double x = x(bar.bound(), end);
            line(svg, "bound", x, y - 3, x, y + BAR + 3);
        }
        text(svg, x(bar.end(), end) + 8, middle + 4, "start", figure(spread.median()));
    }

    private String figure(double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static double x(double value, double end) {
        return LEFT + value / end * (WIDTH - LEFT - RIGHT);
    }

    private static void line(
            StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                        style,
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        Html.escaped(text)));
    }
}
