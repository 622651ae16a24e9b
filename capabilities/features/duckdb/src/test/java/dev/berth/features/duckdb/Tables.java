package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.duckdb.VectorReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writer and reader of files for tests.
public final class Tables {
    private Tables() {}

    /// Writes rows into a Parquet file.
    public static void write(
            Session session,
            Path file,
            Map<String, FeatureType> columns,
            List<? extends List<? extends @Nullable Object>> rows) {
        session.execute(
                "CREATE TABLE written (#, "
                                .replace(
                                        "#, ",
                                        columns.entrySet().stream()
                                                .map(
                                                        column ->
                                                                Sql.identifier(column.getKey())
                                                                        + " "
                                                                        + Sql.type(
                                                                                column.getValue()))
                                                .collect(Collectors.joining(", ")))
                        + ")");
        try (TableWriter writer = session.append("written", List.copyOf(columns.values()))) {
            for (List<? extends @Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    writer.put(i, row.get(i));
                }
                writer.endRow();
            }
            writer.finish();
        }
        session.execute("COPY written TO " + Sql.text(file.toString()) + " (FORMAT parquet)");
        session.execute("DROP TABLE written");
    }

    /// All rows of some SQL.
    public static List<List<@Nullable Object>> read(
            Session session, String sql, List<FeatureType> types) {
        List<List<@Nullable Object>> read = new ArrayList<>();
        try (ResultCursor rows = session.query(sql)) {
            List<VectorReader> columns = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                columns.add(rows.column(i, types.get(i)));
            }
            while (rows.next()) {
                columns.forEach(column -> column.bind(rows));
                for (int row = 0; row < rows.count(); row++) {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (VectorReader column : columns) {
                        values.add(column.value(row));
                    }
                    read.add(values);
                }
            }
        }
        return read;
    }
}
