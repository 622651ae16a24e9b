package dev.berth.tables.format;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One file with a JSON object on each line, whose members are read as texts.
///
/// DuckDB reads a line that it cannot parse as one without any member, and so does this: a row
/// without a value in any of the columns is unreadable.
final class JsonTexts {
    /// More keys than a table has columns: the keys are data.
    private static final int COLUMNS_MAX = 10_000;

    private final String file;

    JsonTexts(String file) {
        this.file = file;
    }

    private String objects() {
        return "read_ndjson_objects(" + Sql.text(file) + ", ignore_errors = true" + Sql.FILE_ALONE;
    }

    private String read(Collection<String> columns) {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(name -> types.put(name, "VARCHAR"));
        return "read_json("
                + Sql.text(file)
                + ", format = 'newline_delimited', ignore_errors = true, columns = "
                + Sql.textStruct(types)
                + Sql.FILE_ALONE;
    }

    /// Whether a row has a value in any column.
    private static String isReadable(Collection<String> columns) {
        return columns.stream()
                .map(Sql::identifier)
                .collect(Collectors.joining(", ", "coalesce(", ", NULL) IS NOT NULL"));
    }

    String readable(Collection<String> columns) {
        return "(SELECT * FROM " + read(columns) + " WHERE " + isReadable(columns) + ")";
    }

    RowScan scan(Session session, Collection<String> columns) {
        var readable = new long[1];
        new FileSchemaReader(session)
                .visit(
                        "SELECT CAST(count(*) AS VARCHAR) FROM " + readable(columns),
                        1,
                        row -> readable[0] = Long.parseLong(row.getFirst()));
        return new RowScan(readable[0], unreadableRows(session, columns));
    }

    private List<UnreadableRow> unreadableRows(Session session, Collection<String> columns) {
        List<UnreadableRow> rows = new ArrayList<>();
        new FileSchemaReader(session)
                .visit(
                        "SELECT CAST(berth_row AS VARCHAR) FROM (SELECT row_number() OVER () AS"
                                + " berth_row, * FROM "
                                + read(columns)
                                + ") WHERE NOT ("
                                + isReadable(columns)
                                + ") ORDER BY berth_row LIMIT "
                                + TextRowFormat.UNREADABLE_MAX,
                        1,
                        row ->
                                rows.add(
                                        new UnreadableRow(
                                                Long.parseLong(row.getFirst()),
                                                "",
                                                "no JSON object in UTF-8 with a value of any column"
                                                        + " (expected: one on each line)",
                                                false)));
        return rows;
    }

    Map<String, FeatureType> guessTypes(Session session) {
        List<String> names = new ArrayList<>();
        new FileSchemaReader(session)
                .visit(
                        "SELECT key FROM (SELECT unnest(json_keys(json)) AS key FROM "
                                + objects()
                                + " WHERE json_type(json) = 'OBJECT') GROUP BY key ORDER BY key LIMIT "
                                + COLUMNS_MAX,
                        1,
                        row -> names.add(row.getFirst()));
        Map<String, FeatureType> types = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return types;
        }
        String counts = names.stream().map(JsonTexts::counts).collect(Collectors.joining(", "));
        List<List<String>> rows = new ArrayList<>();
        new FileSchemaReader(session)
                .visit(
                        "SELECT "
                                + counts
                                + " FROM "
                                + TextTypes.first(objects())
                                + " WHERE json_type(json) = 'OBJECT'",
                        names.size(),
                        rows::add);
        for (int i = 0; i < names.size(); i++) {
            types.put(names.get(i), type(rows.getFirst().get(i).split(" ", -1)));
        }
        return types;
    }

    /// How many values a member has, and of which types: numbers, whole numbers, truth values,
    /// lists, and lists that begin with a number.
    private static String counts(String name) {
        String member = "$.\"" + name.replace("\"", "\\\"") + "\"";
        String type = "json_type(json, " + Sql.text(member) + ")";
        String first = "json_type(json, " + Sql.text(member + "[0]") + ")";
        String whole = "('BIGINT', 'UBIGINT')";
        String number = "('BIGINT', 'UBIGINT', 'DOUBLE')";
        return Stream.of(
                        type + " <> 'NULL'",
                        type + " IN " + number,
                        type + " IN " + whole,
                        type + " = 'BOOLEAN'",
                        type + " = 'ARRAY'",
                        first + " IN " + number)
                .map(condition -> "coalesce(count_if(" + condition + "), 0)")
                .collect(Collectors.joining(", ", "concat_ws(' ', ", ")"));
    }

    private static FeatureType type(String[] counts) {
        long values = Long.parseLong(counts[0]);
        long lists = Long.parseLong(counts[4]);
        if (lists > 0 && 2 * lists > values) {
            boolean isNumeric = 2 * Long.parseLong(counts[5]) > lists;
            return FeatureType.listOf(isNumeric ? ValueType.FLOAT64 : ValueType.STRING);
        }
        return FeatureType.of(
                TextTypes.of(
                        values,
                        Long.parseLong(counts[1]),
                        Long.parseLong(counts[2]),
                        Long.parseLong(counts[3])));
    }
}
