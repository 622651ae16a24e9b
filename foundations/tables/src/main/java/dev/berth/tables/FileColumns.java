package dev.berth.tables;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The columns of a data file, for a description that is yet to be written.
public final class FileColumns {
    private static final String LIST = "[]";

    private FileColumns() {}

    /// The columns in their order; empty for one of a type that features know not. Of a file
    /// without types they are guessed from its first rows.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` if it cannot be read
    public static Map<String, Optional<FeatureType>> of(
            Database database, Path file, SourceFormat format) {
        try (Session session = database.connect()) {
            Map<String, Optional<FeatureType>> columns = new LinkedHashMap<>();
            format.describe(session, file.toString())
                    .forEach((name, type) -> columns.put(name, type(type)));
            return columns;
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.ofSchema("reading " + file, failure);
        }
    }

    /// The type of features in which a type of SQL loses no value; empty if there is none.
    public static Optional<FeatureType> type(String written) {
        return written.endsWith(LIST)
                ? element(written.substring(0, written.length() - LIST.length()))
                        .map(FeatureType::listOf)
                : element(written).map(FeatureType::of);
    }

    /// The least type that loses no value.
    private static Optional<ValueType> element(String written) {
        if (written.startsWith("TIMESTAMP") || written.equals("DATE")) {
            return Optional.of(ValueType.TIMESTAMP);
        }
        return switch (written) {
            case "BOOLEAN" -> Optional.of(ValueType.BOOL);
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT" ->
                    Optional.of(ValueType.INT32);
            case "BIGINT", "UINTEGER" -> Optional.of(ValueType.INT64);
            case "FLOAT" -> Optional.of(ValueType.FLOAT32);
            case "DOUBLE" -> Optional.of(ValueType.FLOAT64);
            case "VARCHAR" -> Optional.of(ValueType.STRING);
            case "BLOB" -> Optional.of(ValueType.BYTES);
            default -> Optional.empty();
        };
    }
}
