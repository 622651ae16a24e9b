package dev.berth.tables.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Pieces of DuckDB's SQL.
public final class Sql {
    /// Ends the call of a function that reads files, so that folders `name=value` are no columns:
    /// they would replace those of the file.
    public static final String FILE_ALONE = ", hive_partitioning = false)";

    private Sql() {}

    public static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    public static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    public static String textList(Collection<String> values) {
        return values.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /// A structure of texts, such as the types of columns by their names.
    public static String textStruct(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    public static String type(FeatureType type) {
        String element = type(type.element());
        return switch (type.form()) {
            case SINGLE -> element;
            case LIST -> element + "[]";
            case MAP -> "MAP(VARCHAR, " + element + ")";
        };
    }

    public static String type(ValueType type) {
        return switch (type) {
            case BOOL -> "BOOLEAN";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case FLOAT32 -> "FLOAT";
            case FLOAT64 -> "DOUBLE";
            case STRING -> "VARCHAR";
            case BYTES -> "BLOB";
            case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
        };
    }

    /// A value of a type, written out.
    public static String literal(FeatureType type, Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                            .map(element -> literal(FeatureType.of(type.element()), element))
                            .collect(Collectors.joining(", ", "[", "]"))
                    + "::"
                    + type(type);
        }
        String written =
                switch (value) {
                    case Boolean flag -> flag.toString();
                    case Number number when type.element() == ValueType.TIMESTAMP ->
                            "make_timestamptz(" + number.longValue() + ")";
                    // As text, which is read to the last bit; a plain number would be a decimal.
                    case Number number -> text(number.toString());
                    case byte[] bytes -> "unhex(" + text(HexFormat.of().formatHex(bytes)) + ")";
                    default -> text(value.toString());
                };
        return "CAST(" + written + " AS " + type(type.element()) + ")";
    }

    /// The value with NaN missing.
    public static String present(FeatureType type, String value) {
        return type.form() == FeatureType.Form.SINGLE && type.element().isFloating()
                ? "CASE WHEN isnan(" + value + ") THEN NULL ELSE " + value + " END"
                : value;
    }

    /// What to order by so that the greatest value comes first, as `ValueOrder` has it: DuckDB
    /// holds -0.0 and 0.0 for the same, and has missing elements of lists last.
    public static List<String> greatestFirst(FeatureType type, String value) {
        List<String> orders = new ArrayList<>();
        if (type.isList()) {
            String sign = type.element().isFloating() ? ", 's': NOT signbit(e)" : "";
            orders.add(
                    "list_transform("
                            + value
                            + ", lambda e: {'p': e IS NOT NULL, 'v': e"
                            + sign
                            + "}) DESC NULLS LAST");
            return orders;
        }
        orders.add(value + " DESC NULLS LAST");
        if (type.element().isFloating()) {
            orders.add("signbit(" + value + ")");
        }
        return orders;
    }
}
