package dev.berth.tables.format;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.TimeKinds;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.iceberg.ColumnReading.Stored;
import dev.berth.tables.iceberg.FileGroup;
import dev.berth.tables.iceberg.FileGroups;
import dev.berth.tables.iceberg.IcebergTable;
import dev.berth.tables.iceberg.LocalTableFiles;
import dev.berth.tables.iceberg.StoredColumn;
import dev.berth.tables.iceberg.TableFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The SQL that gives the events of tables of Iceberg: DuckDB reads their Parquet files, each group
/// of those that are alike with a SELECT of its own.
final class IcebergRelation {
    private final Session session;
    private final EventSource source;
    private final ColumnCheck check;
    private final DeclaredColumns columns;

    IcebergRelation(Session session, EventSource source) {
        this(session, source, new ColumnCheck(source));
    }

    IcebergRelation(Session session, EventSource source, ColumnCheck check) {
        this.session = session;
        this.source = source;
        this.check = check;
        this.columns = new DeclaredColumns(source);
    }

    /// A SELECT in parentheses. Deleted positions that are bitmaps are written into a temporary
    /// table first.
    ///
    /// @throws ProblemException `source-unavailable` if a table cannot be read,
    ///   `source-schema-mismatch` if it is not as declared
    String of(List<String> paths) {
        var kinds = new TimeKinds(source);
        List<FileGroup> groups = new ArrayList<>();
        for (String path : paths) {
            IcebergTable table = IcebergTable.load(source.name(), path, new LocalTableFiles());
            Map<String, List<StoredColumn>> stored = stored(table.paths());
            List<FileGroup> alike = FileGroups.of(source, table, stored, check);
            kinds.add(path, table.types());
            alike.forEach(group -> requireOneCase(group, stored));
            groups.addAll(alike);
        }
        if (groups.isEmpty()) {
            return DeclaredColumns.selectNone(source);
        }
        var select = new IcebergSelect(columns, vectors(groups));
        return IntStream.range(0, groups.size())
                .mapToObj(number -> select.of(number, groups.get(number)))
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private Map<String, List<StoredColumn>> stored(List<String> files) {
        return files.isEmpty()
                ? Map.of()
                : ParquetSchemas.stored(
                        session, files.stream().map(IcebergSelect::pattern).toList());
    }

    /// To DuckDB, names that differ in capitals alone are one.
    private void requireOneCase(FileGroup group, Map<String, List<StoredColumn>> stored) {
        for (TableFile file : group.files()) {
            List<StoredColumn> all = stored.getOrDefault(file.path(), List.of());
            Stream.concat(
                            group.columns().values().stream(),
                            group.matches().stream().flatMap(match -> match.rows().stream()))
                    .forEach(
                            reading -> {
                                if (reading instanceof Stored column
                                        && !isAlone(column.name(), all)) {
                                    throw ambiguous(column.name(), file);
                                }
                            });
        }
    }

    private static boolean isAlone(String name, List<StoredColumn> all) {
        return all.stream().filter(column -> column.name().equalsIgnoreCase(name)).count() == 1;
    }

    private ProblemException ambiguous(String name, TableFile file) {
        return new ProblemException(
                ProblemCode.SOURCE_UNAVAILABLE,
                "column '"
                        + name
                        + "' of source "
                        + source.name()
                        + " cannot be distinguished from another in "
                        + file.path()
                        + ": DuckDB takes no notice of capitals in names",
                "join with Spark, or rename one of the columns and have the file rewritten");
    }

    /// The table with the deleted positions that are bitmaps, quoted. Groups may have the same
    /// file, as of two snapshots.
    private String vectors(List<FileGroup> groups) {
        String name = "deleted rows of " + source.name();
        boolean hasAny =
                groups.stream()
                        .flatMap(group -> group.files().stream())
                        .anyMatch(file -> file.vector().isPresent());
        if (hasAny) {
            session.execute(
                    "CREATE OR REPLACE TEMP TABLE "
                            + Sql.identifier(name)
                            + " (number INTEGER, path VARCHAR, pos BIGINT)");
            var types =
                    Stream.of(ValueType.INT32, ValueType.STRING, ValueType.INT64)
                            .map(FeatureType::of)
                            .toList();
            try (TableWriter writer = session.append(name, types)) {
                for (int number = 0; number < groups.size(); number++) {
                    for (TableFile file : groups.get(number).files()) {
                        write(writer, number, file);
                    }
                }
                writer.finish();
            }
        }
        return Sql.identifier(name);
    }

    private static void write(TableWriter writer, int number, TableFile file) {
        file.vector()
                .ifPresent(
                        vector ->
                                vector.forEach(
                                        position -> {
                                            writer.put(0, number);
                                            writer.put(1, file.path());
                                            writer.put(2, position);
                                            writer.endRow();
                                        }));
    }
}
