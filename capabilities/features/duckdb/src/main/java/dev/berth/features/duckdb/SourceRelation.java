package dev.berth.features.duckdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.engine.QueryFailure;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.history.ColumnCheck;
import dev.berth.features.history.ColumnCheck.TimeKind;
import dev.berth.features.history.SourcePathResolver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The SQL that gives the events of a source, with the declared columns in the declared types;
/// times are instants.
final class SourceRelation {
    private final Session session;
    private final EventSource source;
    private final SourcePathResolver place;
    private final ColumnCheck check;
    private final FileSchemaReader actual;
    private final DeclaredColumns columns;
    private final int rowsMax;

    private SourceRelation(
            Session session, EventSource source, SourcePathResolver place, int rowsMax) {
        this.session = session;
        this.source = source;
        this.place = place;
        this.check = new ColumnCheck(source);
        this.actual = new FileSchemaReader(session);
        this.columns = new DeclaredColumns(source);
        this.rowsMax = rowsMax;
    }

    /// A SELECT in parentheses. What is in a database is read into a temporary table first.
    ///
    /// @throws ProblemException `source-unavailable` if there is nothing to read,
    ///   `source-schema-mismatch` if it is not as declared
    static String of(Session session, EventSource source, SourcePathResolver place) {
        return named(
                source,
                read(new SourceRelation(session, source.stored(), place, Integer.MAX_VALUE)));
    }

    /// The same of some events, whichever are read first.
    static String sample(
            Session session, EventSource source, SourcePathResolver place, int rowsMax) {
        return "(FROM "
                + named(source, read(new SourceRelation(session, source.stored(), place, rowsMax)))
                + " LIMIT "
                + rowsMax
                + ")";
    }

    /// With the names of columns that the source gives them.
    private static String named(EventSource source, String stored) {
        if (source.aliases().isEmpty()) {
            return stored;
        }
        return source.columns().keySet().stream()
                .map(name -> Sql.identifier(source.stored(name)) + " AS " + Sql.identifier(name))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + stored + ")"));
    }

    /// The same of a source in which there is nothing, wherever it is.
    static String ofNone(EventSource source) {
        return source.columns().entrySet().stream()
                .map(
                        column ->
                                "CAST(NULL AS "
                                        + Sql.type(column.getValue())
                                        + ") AS "
                                        + Sql.identifier(column.getKey()))
                .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
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
        List<String> paths = origin.paths().stream().map(place::resolve).toList();
        if (origin.format() == DataSourceConfig.Format.ICEBERG) {
            return new IcebergRelation(session, source).of(paths);
        }
        List<String> files = actual.files(paths);
        if (files.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    "no file is at "
                            + String.join(", ", origin.paths())
                            + ", where source "
                            + source.name()
                            + " is declared to be",
                    "write files there, or correct the path");
        }
        return switch (origin.format()) {
            case PARQUET -> ofParquet(files);
            case CSV -> ofCsv(files);
            case JSON -> ofJson(files);
            case ARROW -> ofArrow(files);
            case ICEBERG -> throw new IllegalStateException("read before");
        };
    }

    private String ofParquet(List<String> files) {
        Map<String, TimeKind> kinds = new HashMap<>();
        Map<String, Map<String, String>> found = actual.ofParquet(files);
        boolean readsFolders = found.values().stream().anyMatch(this::needsFolders);
        found.forEach(
                (file, columns) -> {
                    check.check(file, columns);
                    timesOf(file, columns, kinds);
                    if (readsFolders) {
                        requireOneOfEach(file, columns);
                    }
                });
        // Values of folders are texts until they are cast to what is declared: 08 may be one.
        return select(
                "read_parquet("
                        + Sql.textList(files)
                        + ", union_by_name = true, hive_partitioning = "
                        + readsFolders
                        + (readsFolders ? ", hive_types_autocast = false)" : ")"),
                kinds);
    }

    private boolean needsFolders(Map<String, String> columns) {
        return source.columns().keySet().stream().anyMatch(name -> "".equals(columns.get(name)));
    }

    /// Where folders are read, DuckDB takes their values in place of those in the file.
    private void requireOneOfEach(String file, Map<String, String> columns) {
        for (String folder : FileSchemaReader.partitions(file)) {
            if (source.columns().containsKey(folder) && !"".equals(columns.get(folder))) {
                throw new ProblemException(
                        ProblemCode.SOURCE_SCHEMA_MISMATCH,
                        file
                                + " has a column "
                                + folder
                                + ", and lies in a folder that has one as well (expected: one of"
                                + " the two, where other columns are folders)",
                        "rename the folder, or leave the column out of the file");
            }
        }
    }

    private String ofArrow(List<String> files) {
        Map<String, TimeKind> kinds = new HashMap<>();
        for (String file : files) {
            Map<String, String> columns = ArrowImport.types(file);
            check.check(file, columns);
            timesOf(file, columns, kinds);
        }
        return select(
                new ArrowImport(session, "source " + source.name())
                        .copy(files, source.columns().keySet()),
                kinds);
    }

    private void timesOf(String file, Map<String, String> columns, Map<String, TimeKind> kinds) {
        source.columns()
                .forEach(
                        (name, type) -> {
                            if (type.element() == ValueType.TIMESTAMP && !type.isList()) {
                                TimeKind kind =
                                        ColumnCheck.timeKind(columns.getOrDefault(name, ""));
                                TimeKind others = kinds.putIfAbsent(name, kind);
                                if (others != null && others != kind) {
                                    throw check.mixed(name, file, kind, others);
                                }
                            }
                        });
    }

    private String ofCsv(List<String> files) {
        for (String file : files) {
            check.checkNames(
                    file,
                    actual.of(
                            "read_csv("
                                    + Sql.text(file)
                                    + ", header = true, all_varchar = true"
                                    + Sql.FILE_ALONE));
        }
        return select(
                "read_csv("
                        + Sql.textList(files)
                        + ", union_by_name = true, header = true, all_varchar = true, types = "
                        + textTypes()
                        + Sql.FILE_ALONE,
                textKinds());
    }

    private String ofJson(List<String> files) {
        for (String file : files) {
            check.checkNames(
                    file,
                    actual.of(
                            "read_json("
                                    + Sql.text(file)
                                    + ", format = 'newline_delimited'"
                                    + Sql.FILE_ALONE));
        }
        return select(
                "read_json("
                        + Sql.textList(files)
                        + ", format = 'newline_delimited', columns = "
                        + textTypes()
                        + Sql.FILE_ALONE,
                textKinds());
    }

    /// With which types texts are read: those that are declared, and times as texts or numbers.
    private String textTypes() {
        Map<String, String> types = new LinkedHashMap<>();
        source.columns().forEach((name, type) -> types.put(name, textType(type)));
        return types.entrySet().stream()
                .map(entry -> Sql.text(entry.getKey()) + ": " + Sql.text(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String textType(FeatureType type) {
        if (type.element() != ValueType.TIMESTAMP || type.isList()) {
            return Sql.type(type);
        }
        return source.epoch().isPresent() ? "BIGINT" : "VARCHAR";
    }

    private Map<String, TimeKind> textKinds() {
        TimeKind kind = source.epoch().isPresent() ? TimeKind.NUMBER : TimeKind.TEXT;
        return source.columns().keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> kind));
    }

    private String select(String from, Map<String, TimeKind> kinds) {
        List<String> values = new ArrayList<>();
        for (String name : source.columns().keySet()) {
            values.add(
                    columns.value(
                            name, Sql.identifier(name), kinds.getOrDefault(name, TimeKind.TEXT)));
        }
        return "(SELECT " + String.join(", ", values) + " FROM " + from + ")";
    }
}
