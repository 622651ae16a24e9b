package dev.berth.tables.format;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Types of columns whose values are texts, guessed from the first of them: a type that nearly all
/// values have is meant, and the others are mistakes.
final class TextTypes {
    /// Of 100 values so many are of the type.
    private static final int SHARE_MIN = 99;

    private static final String WHOLE = "'\\s*[+-]?[0-9]{1,18}\\s*'";

    private TextTypes() {}

    static Map<String, FeatureType> guess(Session session, String from, List<String> columns) {
        String counts =
                columns.stream()
                        .map(Sql::identifier)
                        .map(
                                column ->
                                        ("concat_ws(' ', count(%1$s), count(TRY_CAST(%1$s AS DOUBLE)),"
                                                        + " coalesce(count_if(regexp_full_match(%1$s, %2$s)), 0),"
                                                        + " coalesce(count_if(lower(%1$s) IN ('true', 'false')), 0))")
                                                .formatted(column, WHOLE))
                        .collect(Collectors.joining(", "));
        List<List<String>> rows = new ArrayList<>();
        new FileSchemaReader(session)
                .visit("SELECT " + counts + " FROM " + first(from), columns.size(), rows::add);
        Map<String, FeatureType> types = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            types.put(columns.get(i), FeatureType.of(type(rows.getFirst().get(i).split(" ", -1))));
        }
        return types;
    }

    /// The rows that types are guessed from.
    static String first(String from) {
        return "(SELECT * FROM " + from + " LIMIT " + TextRowFormat.ROWS_GUESSED + ")";
    }

    private static ValueType type(String[] counts) {
        long values = Long.parseLong(counts[0]);
        long numbers = Long.parseLong(counts[1]);
        long whole = Long.parseLong(counts[2]);
        return of(values, numbers, whole, Long.parseLong(counts[3]));
    }

    /// @param whole how many of the numbers are whole ones
    static ValueType of(long values, long numbers, long whole, long truths) {
        if (isMost(numbers, values)) {
            return whole == numbers ? ValueType.INT64 : ValueType.FLOAT64;
        }
        return isMost(truths, values) ? ValueType.BOOL : ValueType.STRING;
    }

    private static boolean isMost(long count, long values) {
        return count > 0 && count >= values * (SHARE_MIN / 100.0);
    }
}
