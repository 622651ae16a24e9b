package dev.berth.charts;

import java.util.List;
import java.util.OptionalDouble;

/// A dot plot: a value of each group on a common axis, with its interval.
///
/// @param axis of the values; values beyond it are shown at its end
/// @param items from top to bottom
/// @param reference a value to compare with, such as that of all rows
public record IntervalChart(
        String title, ChartAxis axis, List<Item> items, OptionalDouble reference) implements Chart {

    public IntervalChart {
        items = List.copyOf(items);
    }

    /// A group.
    ///
    /// @param value NaN for none
    /// @param low lower end of its interval; with `high`
    /// @param high upper end of its interval; with `low`
    public record Item(String label, double value, OptionalDouble low, OptionalDouble high) {}
}
