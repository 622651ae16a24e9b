package dev.berth.charts;

import java.util.List;
import java.util.OptionalInt;

/// Factors around 1 on a logarithmic axis: by how much a number may fall or grow until something
/// happens. The kinds of what happens differ by the form of their mark.
///
/// @param label of the axis
/// @param factorMax the axis goes from its reciprocal to it, greater than 1
/// @param kinds legend of the marks, at most [#KINDS_MAX]
/// @param rows from top to bottom
public record FactorChart(
        String title, String label, double factorMax, List<String> kinds, List<Row> rows)
        implements Chart {

    /// Forms of marks.
    public static final int KINDS_MAX = 4;

    /// A number.
    ///
    /// @param text of the values at its factors
    public record Row(String label, String text, List<Mark> marks) {
        public Row {
            marks = List.copyOf(marks);
        }
    }

    /// A factor at which something happens.
    ///
    /// @param factor greater than 0
    /// @param kind number in the legend
    public record Mark(double factor, int kind) {}

    public FactorChart {
        kinds = List.copyOf(kinds);
        rows = List.copyOf(rows);
        if (kinds.size() > KINDS_MAX) {
            throw new IllegalArgumentException(
                    kinds.size() + " kinds of marks (expected: at most " + KINDS_MAX + ")");
        }
    }

    /// The kinds that occur.
    OptionalInt rowWith(int kind) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).marks().stream().anyMatch(mark -> mark.kind() == kind)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
