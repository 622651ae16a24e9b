package dev.berth.charts;

import java.util.List;
import java.util.Optional;

/// Bars over a common axis from 0, each below its label; with a running start they are a waterfall.
///
/// @param axis from 0
/// @param kinds legend of the bars' colours, at most [#KINDS_MAX]
/// @param bars from top to bottom
/// @param limit a vertical line
public record BarChart(
        String title, ChartAxis axis, List<String> kinds, List<Bar> bars, Optional<Limit> limit)
        implements Chart {

    /// Colours of bars that can be told apart.
    public static final int KINDS_MAX = 6;

    /// Kind of a bar that the legend does not name.
    public static final int OTHER = -1;

    /// A bar.
    ///
    /// @param start where it begins
    /// @param length at least 0
    /// @param kind number in the legend, or [#OTHER]
    /// @param text of its amount
    /// @param isTotal whether it is the sum of the others, drawn as an outline
    public record Bar(
            String label, double start, double length, int kind, String text, boolean isTotal) {}

    /// A limit that the bars should not pass.
    public record Limit(String text, double value) {}

    public BarChart {
        kinds = List.copyOf(kinds);
        bars = List.copyOf(bars);
        if (kinds.size() > KINDS_MAX) {
            throw new IllegalArgumentException(
                    kinds.size() + " kinds of bars (expected: at most " + KINDS_MAX + ")");
        }
    }
}
