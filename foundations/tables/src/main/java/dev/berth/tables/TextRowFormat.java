package dev.berth.tables;

import dev.berth.core.feature.FeatureType;
import dev.berth.tables.duckdb.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A spine format whose files do not store types: rows are read as texts, and a row that cannot be
/// read is reported with its number and does not end the reading.
///
/// Its methods throw a `ProblemException` or [dev.berth.tables.duckdb.QueryFailure] for a file of
/// which nothing can be read. Files may change between calls, which then fit together no more.
public interface TextRowFormat extends SpineFormat {
    /// The columns in their order, with the type that at least 99 of 100 of the values have in the
    /// first [#ROWS_GUESSED] rows; text if there is none, or for a column without a value.
    Map<String, FeatureType> guessTypes(Session session, String file);

    /// The SQL after FROM that reads columns as texts, in the order of the rows: null for a value
    /// that is missing, lists and objects as JSON. Rows that cannot be read are passed over.
    ///
    /// @param columns of the file, at least one
    String readTexts(String file, Collection<String> columns);

    /// Reads the file as [#readTexts] of the same columns does, and counts.
    ///
    /// @param columns of the file, at least one
    RowScan scan(Session session, String file, Collection<String> columns);

    /// Enough for a type; all rows of a large file would take longer than what is done with them.
    int ROWS_GUESSED = 100_000;

    /// More than anyone allows; bounds memory.
    int UNREADABLE_MAX = 1_000_000;

    /// Rows of a file.
    ///
    /// @param readable how many can be read
    /// @param unreadable those that [#readTexts] passes over, in their order, at most
    ///   [#UNREADABLE_MAX]
    record RowScan(long readable, List<UnreadableRow> unreadable) {
        public RowScan {
            unreadable = List.copyOf(unreadable);
        }
    }

    /// Row that cannot be read.
    ///
    /// @param number from 1; a header line is none, nor is an empty line of JSON
    /// @param column empty if the row as a whole is at fault
    /// @param reason what was found, and what was expected
    /// @param hidesOthers whether rows after it are lost with it, as after a quote that is not
    ///   closed
    record UnreadableRow(long number, String column, String reason, boolean hidesOthers) {}
}
