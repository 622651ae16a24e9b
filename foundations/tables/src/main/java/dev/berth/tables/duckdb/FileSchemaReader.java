package dev.berth.tables.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Queries for files, and for their columns with the types in SQL.
public final class FileSchemaReader {
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);

    private final Session session;

    public FileSchemaReader(Session session) {
        this.session = session;
    }

    /// The files that patterns stand for, in order.
    public List<String> files(List<String> patterns) {
        List<String> files = new ArrayList<>();
        for (String pattern : patterns) {
            visit(
                    "SELECT file FROM glob(" + Sql.text(pattern) + ") ORDER BY file",
                    1,
                    row -> files.add(row.getFirst()));
        }
        return files;
    }

    /// The columns of what stands after FROM, with their types.
    public Map<String, String> of(String relation) {
        Map<String, String> columns = new LinkedHashMap<>();
        visit(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + relation + ")",
                2,
                row -> columns.put(row.get(0), row.get(1)));
        return columns;
    }

    /// Tables of the database whose names begin so.
    public List<String> tables(String prefix) {
        List<String> tables = new ArrayList<>();
        visit(
                "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, "
                        + Sql.text(prefix)
                        + ")",
                1,
                row -> tables.add(row.getFirst()));
        return tables;
    }

    /// Rows of some texts.
    public void visit(String sql, int count, Consumer<List<String>> visitor) {
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
}
