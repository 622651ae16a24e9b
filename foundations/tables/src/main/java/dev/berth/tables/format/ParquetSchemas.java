package dev.berth.tables.format;

import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.iceberg.StoredColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The schemas of Parquet files: for each file its columns, with DuckDB's types.
final class ParquetSchemas {
    private ParquetSchemas() {}

    /// The types of columns; of those that are folders `name=value`, it is `""`.
    static Map<String, Map<String, String>> types(Session session, List<String> files) {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        stored(session, files)
                .forEach(
                        (file, stored) -> {
                            Map<String, String> types = new LinkedHashMap<>();
                            stored.forEach(column -> types.put(column.name(), column.type()));
                            addPartitions(file, types);
                            columns.put(file, types);
                        });
        return columns;
    }

    /// The columns that are stored.
    static Map<String, List<StoredColumn>> stored(Session session, List<String> files) {
        var walk = new SchemaWalk();
        new FileSchemaReader(session)
                .visit(
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

    /// Filter for the top-level elements of schemas, which precede their children.
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
