package dev.berth.evaluation.report;

import java.util.List;

/// Numbers of rows that an evaluation read, evaluated and set aside.
///
/// @param setAside rows that could not be evaluated and are in no metric
/// @param firstSetAside the first of these, at most [#SHOWN_MAX], in the order of their rows
public record RowCounts(long read, long evaluated, long setAside, List<SetAsideRow> firstSetAside) {
    /// Enough to see what is wrong with a file.
    public static final int SHOWN_MAX = 20;

    public RowCounts {
        firstSetAside = List.copyOf(firstSetAside);
    }

    /// Row that could not be evaluated.
    ///
    /// @param row its number in the file, from 1; the header line is none
    /// @param column empty if the row as a whole is at fault
    /// @param code of the problem, such as `row-invalid`
    public record SetAsideRow(long row, String column, String code, String message) {}
}
