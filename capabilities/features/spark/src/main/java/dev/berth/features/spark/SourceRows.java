package dev.berth.features.spark;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnCheck.TimeKind;
import dev.berth.tables.TimeKinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/// Events of a source with columns converted to their declared types; times are instants.
final class SourceRows {
    /// Directory name of a missing partition value.
    private static final String MISSING = "__HIVE_DEFAULT_PARTITION__";

    private final SparkSession session;
    private final EventSource source;
    private final SourcePathResolver place;
    private final ColumnCheck check;
    private final DeclaredColumns columns;

    private SourceRows(SparkSession session, EventSource source, SourcePathResolver place) {
        this.session = session;
        this.source = source;
        this.place = place;
        this.check = new ColumnCheck(source);
        this.columns = new DeclaredColumns(source);
    }

    /// @throws ProblemException `source-unavailable` if there is no data, or it is of a kind that
    ///   Spark does not read; `source-schema-mismatch` if it is not as declared
    static Dataset<Row> of(SparkSession session, EventSource source, SourcePathResolver place) {
        Dataset<Row> stored = new SourceRows(session, source.stored(), place).of(source.origin());
        return source.aliases().isEmpty()
                ? stored
                : stored.toDF(source.columns().keySet().toArray(String[]::new));
    }

    private Dataset<Row> of(DataSourceConfig origin) {
        return switch (origin) {
            case DataSourceConfig.Files files -> ofFiles(files);
            case DataSourceConfig.Table table ->
                    throw unavailable(
                            "is table "
                                    + table.table()
                                    + " of a database, which Spark does not read",
                            "write it into files, or join with DuckDB");
            case DataSourceConfig.Stream stream ->
                    ofFiles(
                            stream.history()
                                    .orElseThrow(
                                            () ->
                                                    unavailable(
                                                            "is a stream without `batch-source`",
                                                            "declare where its events are kept")));
        };
    }

    private Dataset<Row> ofFiles(DataSourceConfig.Files origin) {
        return SparkFormat.find(origin.format())
                .orElseThrow(
                        () ->
                                unavailable(
                                        "is of format "
                                                + origin.format()
                                                + ", which Spark does not read",
                                        "write it as Parquet, or join with DuckDB"))
                .source(this, origin);
    }

    /// Finds at least one file.
    List<String> files(DataSourceConfig.Files origin) {
        List<String> files =
                new SourceFiles(session.sparkContext().hadoopConfiguration())
                        .find(patterns(origin));
        if (files.isEmpty()) {
            throw unavailable(
                    "has no file at " + String.join(", ", origin.paths()),
                    "write files there, or correct the path");
        }
        return files;
    }

    private List<String> patterns(DataSourceConfig.Files origin) {
        return origin.paths().stream().map(place::resolve).toList();
    }

    Dataset<Row> ofIceberg(DataSourceConfig.Files origin) {
        return new IcebergRows(session, source).of(patterns(origin));
    }

    private ProblemException unavailable(String found, String remedy) {
        return new ProblemException(
                ProblemCode.SOURCE_UNAVAILABLE, "source " + source.name() + " " + found, remedy);
    }

    /// Files with equal column types are read together.
    Dataset<Row> ofParquet(List<String> files) {
        Map<Map<String, String>, List<String>> alike = new LinkedHashMap<>();
        var kinds = new TimeKinds(source);
        ParquetColumns.of(session, files)
                .forEach(
                        (file, columns) -> {
                            check.check(file, columns);
                            Map<String, String> types = new LinkedHashMap<>();
                            source.columns()
                                    .keySet()
                                    .forEach(
                                            name ->
                                                    types.put(
                                                            name, columns.getOrDefault(name, "")));
                            kinds.add(file, types);
                            alike.computeIfAbsent(types, _ -> new ArrayList<>()).add(file);
                        });
        return alike.entrySet().stream()
                .map(group -> ofParquet(group.getKey(), group.getValue()))
                .reduce(Dataset::unionAll)
                .orElseThrow();
    }

    private Dataset<Row> ofParquet(Map<String, String> types, List<String> files) {
        var schema = new StructType();
        for (Map.Entry<String, String> column : types.entrySet()) {
            if (!column.getValue().isEmpty()) {
                schema = schema.add(column.getKey(), SparkTypes.ofParquet(column.getValue()));
            }
        }
        Dataset<Row> rows = session.read().schema(schema).parquet(files.toArray(String[]::new));
        List<Column> selected = new ArrayList<>();
        types.forEach(
                (name, type) ->
                        selected.add(
                                columns.value(
                                                name,
                                                type.isEmpty()
                                                        ? partition(name)
                                                        : DeclaredColumns.stored(
                                                                Columns.named(name), type),
                                                ColumnCheck.timeKind(type))
                                        .as(name)));
        return rows.select(selected.toArray(Column[]::new));
    }

    /// The value in a directory name. It is URL-encoded, `%20` for a space, and Spark encodes the
    /// whole path once more.
    private static Column partition(String name) {
        Column path = functions.url_decode(plusKept(functions.input_file_name()));
        Column written = functions.regexp_extract(path, "/" + Pattern.quote(name) + "=([^/]*)/", 1);
        return functions.nullif(
                functions.coalesce(functions.try_url_decode(plusKept(written)), written),
                functions.lit(MISSING));
    }

    /// In URL-encoded forms a plus stands for a space; in directory names it does not.
    private static Column plusKept(Column value) {
        return functions.replace(value, functions.lit("+"), functions.lit("%2B"));
    }

    Dataset<Row> ofTexts(SparkFormat format, List<String> files) {
        var texts = new TextFiles(session, format);
        TimeKind kind = source.epoch().isPresent() ? TimeKind.NUMBER : TimeKind.TEXT;
        Map<String, FeatureType> types = new LinkedHashMap<>();
        source.columns()
                .forEach(
                        (name, type) ->
                                types.put(name, columns.isTime(name) ? timeType(kind) : type));
        texts.columns(files).forEach((file, columns) -> check.checkNames(file, columns));
        List<Column> selected = new ArrayList<>();
        types.keySet()
                .forEach(
                        name ->
                                selected.add(
                                        columns.value(name, Columns.named(name), kind).as(name)));
        return texts.read(files, types).select(selected.toArray(Column[]::new));
    }

    private static FeatureType timeType(TimeKind kind) {
        return FeatureType.of(kind == TimeKind.NUMBER ? ValueType.INT64 : ValueType.STRING);
    }
}
