package dev.berth.charts;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A scatter plot of named dots over two axes, such as quality against cost, with the bounds that
/// they have to keep.
///
/// @param xBound a vertical line; beyond the axis it is in the legend alone
/// @param yBound a horizontal line; likewise
public record ScatterChart(
        String title,
        ChartAxis x,
        ChartAxis y,
        List<Dot> dots,
        Optional<BoundLine> xBound,
        Optional<BoundLine> yBound)
        implements Chart {

    public ScatterChart {
        dots = List.copyOf(dots);
    }

    /// Standing of a dot among the others.
    public enum Standing {
        /// It is the one that was chosen.
        CHOSEN("chosen"),
        /// No other one dominates it.
        FRONT("on the Pareto front"),
        /// Another one is as good in all and better in something.
        DOMINATED("dominated by another"),
        /// It does not keep a bound.
        EXCLUDED("breaks a limit");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /// As the legend says it.
        public String words() {
            return words;
        }
    }

    /// A dot.
    ///
    /// @param low lower end of the vertical interval; with `high`
    /// @param high upper end of the vertical interval; with `low`
    public record Dot(
            String label,
            double x,
            double y,
            OptionalDouble low,
            OptionalDouble high,
            Standing standing) {}

    /// A bound.
    ///
    /// @param text such as `p99-ms <= 20`
    public record BoundLine(String text, double value) {}
}
