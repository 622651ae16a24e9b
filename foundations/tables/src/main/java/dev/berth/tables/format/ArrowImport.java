package dev.berth.tables.format;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.arrow.ArrowFile;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Copies files of Arrow into a temporary table of the engine, row by row, whatever their size.
///
/// The engine's table is filled with types of features; dates and times by some zone's clocks are
/// numbers in it, and columns of few bits wider. The SELECT that reads it gives each column the
/// type that it has in the file.
final class ArrowImport {
    private final Session session;
    private final String name;

    /// What columns of a file are called in the SELECT, with their types.
    private final Map<String, String> types = new LinkedHashMap<>();

    /// @param name of the table
    ArrowImport(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    /// The types of a file's columns, by their names.
    ///
    /// @throws ProblemException `source-unavailable` if it cannot be read
    static Map<String, String> types(String file) {
        try (ArrowFile opened = ArrowFile.open(Path.of(file))) {
            return opened.types();
        }
    }

    /// Copies columns of files that have them all.
    ///
    /// @return a SELECT in parentheses, whose columns have the types of the first file
    /// @throws ProblemException `source-unavailable` if a file cannot be read, or a column is of a
    ///   type whose values are not
    String copy(List<String> files, Collection<String> wanted) {
        Map<String, String> first = types(files.getFirst());
        wanted.forEach(column -> types.put(column, first.getOrDefault(column, "VARCHAR")));
        session.execute(
                "CREATE OR REPLACE TEMP TABLE "
                        + Sql.identifier(name)
                        + types.entrySet().stream()
                                .map(
                                        column ->
                                                Sql.identifier(column.getKey())
                                                        + " "
                                                        + Sql.type(stored(column.getValue())))
                                .collect(Collectors.joining(", ", " (", ")")));
        List<FeatureType> stored = types.values().stream().map(ArrowImport::stored).toList();
        try (TableWriter writer = session.append(name, stored)) {
            for (String file : files) {
                copy(file, writer, stored);
            }
            writer.finish();
        }
        return types.entrySet().stream()
                .map(column -> select(column.getKey(), column.getValue()))
                .collect(
                        Collectors.joining(
                                ", ", "(SELECT ", " FROM " + Sql.identifier(name) + ")"));
    }

    private void copy(String file, TableWriter writer, List<FeatureType> stored) {
        try (ArrowFile opened = ArrowFile.open(Path.of(file))) {
            List<String> names = List.copyOf(opened.types().keySet());
            List<Integer> places = new ArrayList<>();
            for (String column : types.keySet()) {
                int place = names.indexOf(column);
                requireRead(file, opened, place, column);
                places.add(place);
            }
            while (opened.next()) {
                for (int row = 0; row < opened.rowCount(); row++) {
                    for (int i = 0; i < places.size(); i++) {
                        writer.put(i, widened(stored.get(i), opened.value(places.get(i), row)));
                    }
                    writer.endRow();
                }
            }
        }
    }

    private static void requireRead(String file, ArrowFile opened, int place, String column) {
        if (place < 0 || !opened.isRead(place)) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    "column '"
                            + column
                            + "' of "
                            + file
                            + (place < 0
                                    ? " is not there"
                                    : " is of type " + opened.types().get(column))
                            + " (expected: truth values, numbers, texts, bytes, dates, timestamps"
                            + " or lists of these)",
                    "write it as one of these, or leave it out");
        }
    }

    /// A file may have fewer bits than the first.
    private static @Nullable Object widened(FeatureType type, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>(list.size());
                list.forEach(element -> all.add(widened(FeatureType.of(type.element()), element)));
                yield all;
            }
            case Number number ->
                    switch (type.element()) {
                        case INT32 -> (Object) number.intValue();
                        case INT64, TIMESTAMP -> number.longValue();
                        case FLOAT32 -> number.floatValue();
                        case FLOAT64 -> number.doubleValue();
                        case BOOL, STRING, BYTES -> number;
                    };
            default -> value;
        };
    }

    /// The type in the temporary table.
    private static FeatureType stored(String type) {
        return type.endsWith("[]")
                ? FeatureType.listOf(element(type.substring(0, type.length() - 2), true))
                : FeatureType.of(element(type, false));
    }

    private static ValueType element(String type, boolean isInList) {
        return switch (type) {
            case "BOOLEAN" -> ValueType.BOOL;
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" -> ValueType.INT32;
            case "BIGINT", "UINTEGER" -> ValueType.INT64;
            case "FLOAT" -> ValueType.FLOAT32;
            case "DOUBLE" -> ValueType.FLOAT64;
            case "BLOB" -> ValueType.BYTES;
            case "DATE" -> ValueType.INT32;
            case "TIMESTAMP" -> isInList ? ValueType.TIMESTAMP : ValueType.INT64;
            case "TIMESTAMP WITH TIME ZONE" -> ValueType.TIMESTAMP;
            default -> ValueType.STRING;
        };
    }

    private static String select(String column, String type) {
        String value = Sql.identifier(column);
        return switch (type) {
                    case "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
                            "CAST(" + value + " AS " + type + ")";
                    case "DATE" -> "CAST(DATE '1970-01-01' + " + value + " AS DATE)";
                    case "TIMESTAMP" -> "make_timestamp(" + value + ")";
                    default -> value;
                }
                + " AS "
                + value;
    }
}
