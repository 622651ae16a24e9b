package dev.berth.tables;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.TableFormat;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import java.util.List;
import java.util.Map;

/// A table format whose tables can be the source of events.
///
/// Its methods throw a `ProblemException` for tables that are not as declared, and
/// [dev.berth.tables.duckdb.QueryFailure] for what DuckDB cannot read.
public interface SourceFormat extends TableFormat {
    @Override
    default boolean isSource() {
        return true;
    }

    /// The tables that paths stand for, in order: files, by `*` and `**`.
    default List<String> find(Session session, List<String> paths) {
        return new FileSchemaReader(session).files(paths);
    }

    /// A SELECT in parentheses that gives the declared columns of a source in their types; times
    /// are instants. [DeclaredColumns] and [TimeKinds] help to write it.
    ///
    /// @param tables at least one of [#find]
    String select(Session session, EventSource source, List<String> tables);

    /// The columns of one file with their types in SQL, for a first description; types that the
    /// file does not declare are guessed. Of formats with an ending.
    default Map<String, String> describe(Session session, String file) {
        throw new IllegalArgumentException("no file is of the format " + name());
    }
}
