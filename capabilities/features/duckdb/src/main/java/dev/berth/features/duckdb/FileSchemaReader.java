package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.engine.ResultCursor;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.duckdb.engine.VectorReader;
import dev.berth.features.iceberg.StoredColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// What columns files really have: for each file the engine's type of each column.
final class FileSchemaReader {
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);

    private final Session session;

    FileSchemaReader(Session session) {
        this.session = session;
    }

    /// The files that patterns stand for, in order.
    List<String> files(List<String> patterns) {
        List<String> files = new ArrayList<>();
        for (String pattern : patterns) {
            visit(
                    "SELECT file FROM glob(" + Sql.text(pattern) + ") ORDER BY file",
                    1,
                    row -> files.add(row.getFirst()));
        }
        return files;
    }

    /// Of Parquet files; those of partitions, which are folders `name=value`, have the type `""`.
    Map<String, Map<String, String>> ofParquet(List<String> files) {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        stored(files)
                .forEach(
                        (file, stored) -> {
                            Map<String, String> types = new LinkedHashMap<>();
                            stored.forEach(column -> types.put(column.name(), column.type()));
                            addPartitions(file, types);
                            columns.put(file, types);
                        });
        return columns;
    }

    /// Of Parquet files, as they are stored.
    Map<String, List<StoredColumn>> stored(List<String> files) {
        var walk = new SchemaWalk();
        visit(
                "SELECT file_name, name, coalesce(num_children, 0)::VARCHAR,"
                        + " coalesce(duckdb_type, ''), coalesce(field_id::VARCHAR, '') FROM"
                        + " parquet_schema("
                        + Sql.textList(files)
                        + ")",
                5,
                walk::element);
        return walk.columns;
    }

    private static void addPartitions(String file, Map<String, String> columns) {
        partitions(file).forEach(name -> columns.putIfAbsent(name, ""));
    }

    /// Names of the columns that a file's folders are, as `name=value`.
    static List<String> partitions(String file) {
        List<String> names = new ArrayList<>();
        for (String folder : file.split("/", -1)) {
            int equals = folder.indexOf('=');
            if (equals > 0) {
                names.add(folder.substring(0, equals));
            }
        }
        return names;
    }

    /// Of a file that another function reads.
    Map<String, String> of(String relation) {
        Map<String, String> columns = new LinkedHashMap<>();
        visit(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + relation + ")",
                2,
                row -> columns.put(row.get(0), row.get(1)));
        return columns;
    }

    /// Tables of the database whose names begin so.
    List<String> tables(String prefix) {
        List<String> tables = new ArrayList<>();
        visit(
                "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, "
                        + Sql.text(prefix)
                        + ")",
                1,
                row -> tables.add(row.getFirst()));
        return tables;
    }

    void visit(String sql, int count, Consumer<List<String>> visitor) {
        try (ResultCursor rows = session.query(sql)) {
            List<VectorReader> columns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                columns.add(rows.column(i, TEXT));
            }
            while (rows.next()) {
                columns.forEach(column -> column.bind(rows));
                for (int row = 0; row < rows.count(); row++) {
                    List<String> values = new ArrayList<>();
                    for (VectorReader column : columns) {
                        values.add(column.text(row));
                    }
                    visitor.accept(values);
                }
            }
        }
    }

    /// Keeps the uppermost elements of schemas, whose elements come each before its children.
    private static final class SchemaWalk {
        private final Map<String, List<StoredColumn>> columns = new LinkedHashMap<>();
        private String file = "";
        private final List<Integer> left = new ArrayList<>();

        void element(List<String> row) {
            int children = Integer.parseInt(row.get(2));
            if (!row.get(0).equals(file)) {
                file = row.get(0);
                columns.put(file, new ArrayList<>());
                left.clear();
                left.add(children);
                return;
            }
            if (left.size() == 1) {
                columns.computeIfAbsent(file, _ -> new ArrayList<>())
                        .add(new StoredColumn(row.get(1), fieldId(row.get(4)), row.get(3)));
            }
            left.set(left.size() - 1, left.getLast() - 1);
            if (children > 0) {
                left.add(children);
            }
            while (left.size() > 1 && left.getLast() == 0) {
                left.removeLast();
            }
        }

        private static OptionalInt fieldId(String written) {
            return written.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(written));
        }
    }
}
