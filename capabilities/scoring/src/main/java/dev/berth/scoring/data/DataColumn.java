package dev.berth.scoring.data;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.Sql;
import java.util.Optional;
import java.util.Set;

/// Column of a data file.
///
/// @param type of its values
/// @param isText whether a value is read as text and converted in Java, where one that does not fit
///   is a problem of its row; else the file stores values of the type
/// @param select SQL that reads it from the file's rows
record DataColumn(String name, FeatureType type, boolean isText, String select) {
    private static final FeatureType TEXT = FeatureType.of(ValueType.STRING);
    private static final String LIST = "[]";
    private static final Set<String> WHOLE =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");

    /// A column of texts.
    static DataColumn ofTexts(String name, FeatureType type) {
        return new DataColumn(name, type, true, Sql.identifier(name));
    }

    /// A stored column; what is neither a number, a truth value, a text, a time, bytes nor a list
    /// of these is read as text, structures as JSON.
    ///
    /// @param sqlType as DuckDB writes it
    static DataColumn ofStored(String name, String sqlType) {
        String column = Sql.identifier(name);
        boolean isList = sqlType.endsWith(LIST);
        String element = isList ? sqlType.substring(0, sqlType.length() - LIST.length()) : sqlType;
        Optional<ValueType> known = known(element);
        if (known.isPresent()) {
            FeatureType type =
                    isList ? FeatureType.listOf(known.get()) : FeatureType.of(known.get());
            String cast = "CAST(" + column + " AS " + Sql.type(type) + ")";
            return new DataColumn(name, type, false, cast);
        }
        boolean isNested = isList || (sqlType.contains("(") && !sqlType.startsWith("ENUM("));
        String text = isNested ? "to_json(" + column + ")" : column;
        return new DataColumn(name, TEXT, true, "CAST(" + text + " AS VARCHAR)");
    }

    private static Optional<ValueType> known(String sqlType) {
        if (WHOLE.contains(sqlType)) {
            return Optional.of(ValueType.INT64);
        }
        if (sqlType.startsWith("DECIMAL(") || sqlType.equals("HUGEINT")) {
            return Optional.of(ValueType.FLOAT64);
        }
        return switch (sqlType) {
            case "BOOLEAN" -> Optional.of(ValueType.BOOL);
            case "FLOAT" -> Optional.of(ValueType.FLOAT32);
            case "DOUBLE" -> Optional.of(ValueType.FLOAT64);
            case "VARCHAR" -> Optional.of(ValueType.STRING);
            case "BLOB" -> Optional.of(ValueType.BYTES);
            case "TIMESTAMP",
                    "TIMESTAMP_S",
                    "TIMESTAMP_MS",
                    "TIMESTAMP_NS",
                    "TIMESTAMP WITH TIME ZONE" ->
                    Optional.of(ValueType.TIMESTAMP);
            default -> Optional.empty();
        };
    }

    /// The type in which DuckDB gives its values.
    FeatureType readType() {
        return isText ? TEXT : type;
    }
}
