package dev.berth.features.duckdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.util.List;
import java.util.stream.Collectors;

/// SQL relation of a source's events, with columns cast to their declared types; times are
/// instants.
final class SourceRelation {
    private final Session session;
    private final EventSource source;
    private final SourcePathResolver place;
    private final int rowsMax;

    private SourceRelation(
            Session session, EventSource source, SourcePathResolver place, int rowsMax) {
        this.session = session;
        this.source = source;
        this.place = place;
        this.rowsMax = rowsMax;
    }

    /// A SELECT in parentheses. Database tables are copied into a temporary table first.
    ///
    /// @throws ProblemException `source-unavailable` if there is no data, `source-schema-mismatch`
    ///   if it is not as declared
    static String of(Session session, EventSource source, SourcePathResolver place) {
        return named(
                source,
                read(new SourceRelation(session, source.stored(), place, Integer.MAX_VALUE)));
    }

    /// The same for a sample of events, whichever are read first.
    static String sample(
            Session session, EventSource source, SourcePathResolver place, int rowsMax) {
        return "(FROM "
                + named(source, read(new SourceRelation(session, source.stored(), place, rowsMax)))
                + " LIMIT "
                + rowsMax
                + ")";
    }

    /// Renames columns to their names in the source.
    private static String named(EventSource source, String stored) {
        if (source.aliases().isEmpty()) {
            return stored;
        }
        return source.columns().keySet().stream()
                .map(name -> Sql.identifier(source.stored(name)) + " AS " + Sql.identifier(name))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + stored + ")"));
    }

    private static String read(SourceRelation relation) {
        EventSource source = relation.source;
        try {
            return relation.of(source.origin());
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.ofSchema("reading source " + source.name(), failure);
        }
    }

    private String of(DataSourceConfig origin) {
        return switch (origin) {
            case DataSourceConfig.Files files -> ofFiles(files);
            case DataSourceConfig.Table table ->
                    "(FROM " + new TableImport(session, source, place, rowsMax).read(table) + ")";
            case DataSourceConfig.Stream stream ->
                    ofFiles(
                            stream.history()
                                    .orElseThrow(
                                            () ->
                                                    new ProblemException(
                                                            ProblemCode.SOURCE_UNAVAILABLE,
                                                            "source "
                                                                    + source.name()
                                                                    + " is a stream without"
                                                                    + " `batch-source`",
                                                            "declare where its events are kept")));
        };
    }

    private String ofFiles(DataSourceConfig.Files origin) {
        SourceFormat format = TableFormats.named(SourceFormat.class, origin.format());
        List<String> tables =
                format.find(session, origin.paths().stream().map(place::resolve).toList());
        if (tables.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    "no file is at "
                            + String.join(", ", origin.paths())
                            + ", where source "
                            + source.name()
                            + " is declared to be",
                    "write files there, or correct the path");
        }
        return format.select(session, source, tables);
    }
}
