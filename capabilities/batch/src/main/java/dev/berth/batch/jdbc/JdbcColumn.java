package dev.berth.batch.jdbc;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Column of a query. Decimal numbers become float64; times without a zone are those of UTC; what
/// is no number, truth value, text, time, bytes or list of numbers or texts is read as text.
///
/// @param type of its values in the copy
/// @param isZoned whether it is a time with a zone
record JdbcColumn(String name, FeatureType type, boolean isZoned) {

    /// The columns of a query.
    ///
    /// @throws ProblemException `data-invalid` if there is none, or two have one name
    static List<JdbcColumn> of(ResultSetMetaData metaData) throws SQLException {
        List<JdbcColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String name = metaData.getColumnLabel(i);
            if (!names.add(name)) {
                throw new ProblemException(
                        ProblemCode.DATA_INVALID,
                        "two columns '" + name + "' of the query (expected: distinct names)",
                        "rename one: SELECT … AS other");
            }
            int sqlType = metaData.getColumnType(i);
            String typeName = metaData.getColumnTypeName(i);
            // PostgreSQL's driver has one type for times with and without zone.
            boolean isZoned =
                    sqlType == Types.TIMESTAMP_WITH_TIMEZONE || typeName.equals("timestamptz");
            columns.add(new JdbcColumn(name, type(sqlType, typeName), isZoned));
        }
        if (columns.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "a query without a column (expected: rows)",
                    "select the columns of the inputs");
        }
        return columns;
    }

    private static FeatureType type(int sqlType, String name) {
        return switch (sqlType) {
            case Types.BIT, Types.BOOLEAN -> FeatureType.of(ValueType.BOOL);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
                    FeatureType.of(ValueType.INT64);
            case Types.REAL -> FeatureType.of(ValueType.FLOAT32);
            case Types.FLOAT, Types.DOUBLE, Types.NUMERIC, Types.DECIMAL ->
                    FeatureType.of(ValueType.FLOAT64);
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                    FeatureType.of(ValueType.TIMESTAMP);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
                    FeatureType.of(ValueType.BYTES);
            case Types.ARRAY -> FeatureType.listOf(element(name));
            default -> FeatureType.of(ValueType.STRING);
        };
    }

    /// @param name of the array's type as PostgreSQL has it, such as `_int4`
    private static ValueType element(String name) {
        return switch (name) {
            case "_int2", "_int4", "_int8" -> ValueType.INT64;
            case "_float4" -> ValueType.FLOAT32;
            case "_float8", "_numeric" -> ValueType.FLOAT64;
            case "_bool" -> ValueType.BOOL;
            default -> ValueType.STRING;
        };
    }

    /// The value of the current row; null if there is none.
    @Nullable Object value(ResultSet rows, int index) throws SQLException {
        Object value =
                type.isList()
                        ? list(rows.getArray(index))
                        : switch (type.element()) {
                            case BOOL -> rows.getBoolean(index);
                            case INT32, INT64 -> rows.getLong(index);
                            case FLOAT32 -> rows.getFloat(index);
                            case FLOAT64 -> rows.getDouble(index);
                            case STRING -> rows.getString(index);
                            case BYTES -> rows.getBytes(index);
                            case TIMESTAMP -> micros(rows, index);
                        };
        return rows.wasNull() ? null : value;
    }

    private @Nullable Long micros(ResultSet rows, int index) throws SQLException {
        OffsetDateTime time;
        if (isZoned) {
            time = rows.getObject(index, OffsetDateTime.class);
        } else {
            LocalDateTime local = rows.getObject(index, LocalDateTime.class);
            time = local == null ? null : local.atOffset(ZoneOffset.UTC);
        }
        return time == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
    }

    private @Nullable List<@Nullable Object> list(@Nullable Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : (Object[]) array.getArray()) {
            list.add(element == null ? null : element(element));
        }
        return list;
    }

    private Object element(Object value) {
        return switch (type.element()) {
            case INT32, INT64, TIMESTAMP -> ((Number) value).longValue();
            case FLOAT32 -> ((Number) value).floatValue();
            case FLOAT64 -> ((Number) value).doubleValue();
            case BOOL, BYTES -> value;
            case STRING -> value.toString();
        };
    }
}
