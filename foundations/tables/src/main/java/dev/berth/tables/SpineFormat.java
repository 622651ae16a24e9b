package dev.berth.tables;

import dev.berth.core.feature.TableFormat;
import dev.berth.tables.duckdb.Session;
import java.util.Map;

/// A table format whose files can be a spine: their rows are read in their order, with all columns.
///
/// Its methods throw a `ProblemException` or [dev.berth.tables.duckdb.QueryFailure] for files that
/// cannot be read.
public interface SpineFormat extends TableFormat {
    /// How the types of columns are known.
    ColumnTyping typing();

    /// The columns of a file in their order, with their types in SQL.
    Map<String, String> columns(Session session, String file);

    /// The SQL after FROM that reads a file.
    ///
    /// @param types of all columns, in their order; formats whose files have types ignore them
    String read(Session session, String file, Map<String, String> types);
}
