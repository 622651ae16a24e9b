package dev.berth.tables.iceberg;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.iceberg.ColumnReading.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Grouping of a table's files by the sources of their columns, with a check against the declared
/// columns.
public final class FileGroups {
    /// Those of which both engines say of the same values that they are equal.
    private static final Set<String> COMPARED =
            Set.of(
                    "BOOLEAN",
                    "INTEGER",
                    "BIGINT",
                    "VARCHAR",
                    "BLOB",
                    "DATE",
                    "TIMESTAMP",
                    "TIMESTAMP WITH TIME ZONE");

    private final EventSource source;
    private final IcebergTable table;
    private final Map<String, List<StoredColumn>> stored;
    private final ColumnCheck check;

    /// Group key of files.
    ///
    /// @param compared for each set of columns by which rows are deleted, where they come from
    private record Likeness(
            Map<String, ColumnReading> columns,
            boolean hasDeletedPositions,
            Map<String, List<ColumnReading>> compared) {}

    private FileGroups(
            EventSource source,
            IcebergTable table,
            Map<String, List<StoredColumn>> stored,
            ColumnCheck check) {
        this.source = source;
        this.table = table;
        this.stored = stored;
        this.check = check;
    }

    /// Groups that together have all files of the table; none if it is empty.
    ///
    /// @param stored the columns of each of [IcebergTable#paths]
    /// @throws ProblemException `source-schema-mismatch` if the table or a file lacks a declared
    ///   column or has it with a type that does not fit, `source-unavailable` if deleted rows
    ///   cannot be determined
    public static List<FileGroup> of(
            EventSource source, IcebergTable table, Map<String, List<StoredColumn>> stored) {
        return of(source, table, stored, new ColumnCheck(source));
    }

    /// As [#of], with a check of the declared columns of one's own.
    public static List<FileGroup> of(
            EventSource source,
            IcebergTable table,
            Map<String, List<StoredColumn>> stored,
            ColumnCheck check) {
        return new FileGroups(source, table, stored, check).groups();
    }

    private List<FileGroup> groups() {
        check.check(table.name().toString(), table.types());
        Map<Likeness, List<TableFile>> alike = new LinkedHashMap<>();
        for (TableFile file : table.files()) {
            alike.computeIfAbsent(likeness(file), _ -> new ArrayList<>()).add(file);
        }
        return alike.entrySet().stream()
                .map(
                        group ->
                                new FileGroup(
                                        group.getKey().columns,
                                        group.getValue(),
                                        group.getKey().hasDeletedPositions,
                                        matches(group.getKey(), group.getValue())))
                .toList();
    }

    private Likeness likeness(TableFile file) {
        Map<String, ColumnReading> all = table.columns().of(file, columns(file.path()));
        Map<String, String> types = new LinkedHashMap<>();
        all.forEach((name, reading) -> types.put(name, reading.type()));
        check.check(file.path(), types);
        Map<String, ColumnReading> declared = new LinkedHashMap<>();
        for (String name : source.columns().keySet()) {
            declared.put(name, Objects.requireNonNull(all.get(name), "checked before"));
        }
        Map<String, List<ColumnReading>> compared = new TreeMap<>();
        for (EqualityDelete delete : file.equalityDeletes()) {
            compared.computeIfAbsent(delete.fieldIds().toString(), _ -> compared(file, delete));
        }
        return new Likeness(declared, file.hasDeletedPositions(), compared);
    }

    private List<StoredColumn> columns(String path) {
        return stored.getOrDefault(path, List.of());
    }

    private List<ColumnReading> compared(TableFile file, EqualityDelete delete) {
        List<ColumnReading> readings = new ArrayList<>();
        for (int fieldId : delete.fieldIds()) {
            ColumnReading reading =
                    table.columns()
                            .find(file, columns(file.path()), fieldId)
                            .orElseThrow(() -> incomparable(delete, fieldId));
            requireComparable(delete, fieldId, reading);
            readings.add(reading);
        }
        return readings;
    }

    private List<EqualityMatch> matches(Likeness likeness, List<TableFile> files) {
        Map<String, Map<List<Stored>, Set<EqualityDelete>>> deletes = new TreeMap<>();
        for (TableFile file : files) {
            for (EqualityDelete delete : file.equalityDeletes()) {
                deletes.computeIfAbsent(delete.fieldIds().toString(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(deleted(delete), _ -> new LinkedHashSet<>())
                        .add(delete);
            }
        }
        List<EqualityMatch> matches = new ArrayList<>();
        deletes.forEach(
                (ids, byColumns) ->
                        byColumns.forEach(
                                (deleted, those) ->
                                        matches.add(
                                                new EqualityMatch(
                                                        likeness.compared.getOrDefault(
                                                                ids, List.of()),
                                                        deleted,
                                                        List.copyOf(those)))));
        return matches;
    }

    private List<Stored> deleted(EqualityDelete delete) {
        List<Stored> deleted = new ArrayList<>();
        for (int fieldId : delete.fieldIds()) {
            Stored column =
                    table.columns()
                            .find(columns(delete.path()), fieldId)
                            .orElseThrow(() -> incomparable(delete, fieldId));
            requireComparable(delete, fieldId, column);
            deleted.add(column);
        }
        return deleted;
    }

    private void requireComparable(EqualityDelete delete, int fieldId, ColumnReading reading) {
        if (!COMPARED.contains(reading.type())) {
            throw incomparable(delete, fieldId);
        }
    }

    private ProblemException incomparable(EqualityDelete delete, int fieldId) {
        return table.name()
                .unavailable(
                        "has rows deleted by the values of column "
                                + fieldId
                                + ", in "
                                + delete.path()
                                + ", which is none that can be compared (expected: a whole column"
                                + " of truth values, whole numbers, texts, bytes or times)",
                        ScanPlan.REWRITE);
    }
}
