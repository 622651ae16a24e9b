package dev.berth.features.duckdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Import of a database table, through JDBC, into a temporary table of the engine, row by row at
/// any size. The database's driver must be on the class path.
final class TableImport {
    /// Rows per fetch, for drivers that would fetch everything otherwise.
    private static final int FETCH_ROWS = 10_000;

    private final Session session;
    private final EventSource source;
    private final SourcePathResolver place;
    private final int rowsMax;

    TableImport(Session session, EventSource source, SourcePathResolver place, int rowsMax) {
        this.session = session;
        this.source = source;
        this.place = place;
        this.rowsMax = rowsMax;
    }

    /// The name of the temporary table, quoted.
    String read(DataSourceConfig.Table table) {
        String name = "source " + source.name();
        String columns =
                source.columns().entrySet().stream()
                        .map(
                                column ->
                                        Sql.identifier(column.getKey())
                                                + " "
                                                + Sql.type(column.getValue()))
                        .collect(Collectors.joining(", "));
        session.execute(
                "CREATE OR REPLACE TEMP TABLE " + Sql.identifier(name) + " (" + columns + ")");
        try (Connection connection = DriverManager.getConnection(url(table))) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(FETCH_ROWS);
                statement.setMaxRows(rowsMax);
                copy(statement.executeQuery("SELECT * FROM " + table.table()), name, table);
            }
            connection.rollback();
        } catch (SQLException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "table "
                                    + table.table()
                                    + " of source "
                                    + source.name()
                                    + " cannot be read: "
                                    + e.getMessage(),
                            "make the database reachable, with its JDBC driver on the class path"),
                    e);
        }
        return Sql.identifier(name);
    }

    private String url(DataSourceConfig.Table table) {
        return EnvironmentSubstitution.fill(
                table.url(),
                place.environment(),
                name ->
                        new ProblemException(
                                ProblemCode.SOURCE_UNAVAILABLE,
                                "the variable "
                                        + name
                                        + " in the URL of source "
                                        + source.name()
                                        + " is not set",
                                "set it in the environment"));
    }

    private void copy(ResultSet rows, String name, DataSourceConfig.Table table)
            throws SQLException {
        List<Integer> indexes = indexes(rows.getMetaData(), table);
        List<FeatureType> types = List.copyOf(source.columns().values());
        try (TableWriter writer = session.append(name, types)) {
            while (rows.next()) {
                for (int i = 0; i < types.size(); i++) {
                    writer.put(i, value(types.get(i), rows.getObject(indexes.get(i)), i, table));
                }
                writer.endRow();
            }
            writer.finish();
        }
    }

    private List<Integer> indexes(ResultSetMetaData actual, DataSourceConfig.Table table)
            throws SQLException {
        Map<String, Integer> positions = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        for (int i = 1; i <= actual.getColumnCount(); i++) {
            positions.put(actual.getColumnLabel(i), i);
            types.put(actual.getColumnLabel(i), actual.getColumnTypeName(i));
        }
        new ColumnCheck(source).checkNames("table " + table.table(), types);
        return source.columns().keySet().stream()
                .map(name -> positions.getOrDefault(name, 0))
                .toList();
    }

    private @Nullable Object value(
            FeatureType type, @Nullable Object value, int column, DataSourceConfig.Table table)
            throws SQLException {
        if (value == null) {
            return null;
        }
        if (type.isList() && value instanceof Array array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                list.add(value(FeatureType.of(type.element()), element, column, table));
            }
            return list;
        }
        Object converted = type.isList() ? null : single(type.element(), value);
        if (converted == null) {
            String name = List.copyOf(source.columns().keySet()).get(column);
            throw new ProblemException(
                    ProblemCode.SOURCE_SCHEMA_MISMATCH,
                    "column '"
                            + name
                            + "' of table "
                            + table.table()
                            + " has a "
                            + value.getClass().getSimpleName()
                            + " (expected: "
                            + type
                            + ", as source "
                            + source.name()
                            + " declares, or a value that fits into it without loss)",
                    "declare the type that the column has, or select it cast to " + type);
        }
        return converted;
    }

    /// The Java form of a value; null if the conversion would lose information.
    private @Nullable Object single(ValueType type, Object value) {
        return switch (type) {
            case BOOL -> value instanceof Boolean ? value : null;
            case INT32 ->
                    isSmall(value) || value instanceof Integer ? ((Number) value).intValue() : null;
            case INT64 ->
                    isSmall(value) || value instanceof Integer || value instanceof Long
                            ? ((Number) value).longValue()
                            : null;
            case FLOAT32 ->
                    isSmall(value) || value instanceof Float ? ((Number) value).floatValue() : null;
            case FLOAT64 ->
                    isSmall(value)
                                    || value instanceof Integer
                                    || value instanceof Float
                                    || value instanceof Double
                            ? ((Number) value).doubleValue()
                            : null;
            case STRING -> value instanceof String ? value : null;
            case BYTES -> value instanceof byte[] ? value : null;
            case TIMESTAMP -> micros(value);
        };
    }

    private static boolean isSmall(Object value) {
        return value instanceof Short || value instanceof Byte;
    }

    private @Nullable Long micros(Object value) {
        return switch (value) {
            case OffsetDateTime time -> micros(time.toInstant());
            case Instant time -> micros(time);
            case LocalDateTime time -> micros(time.atZone(source.zone()).toInstant());
            case java.sql.Timestamp time ->
                    micros(time.toLocalDateTime().atZone(source.zone()).toInstant());
            case LocalDate date -> micros(date.atStartOfDay(source.zone()).toInstant());
            case java.sql.Date date ->
                    micros(date.toLocalDate().atStartOfDay(source.zone()).toInstant());
            case Long number -> source.epoch().map(unit -> micros(number, unit)).orElse(null);
            case Integer number -> source.epoch().map(unit -> micros(number, unit)).orElse(null);
            default -> null;
        };
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static long micros(long number, EpochUnit unit) {
        return switch (unit) {
            case SECONDS -> TimeUnit.SECONDS.toMicros(number);
            case MILLIS -> TimeUnit.MILLISECONDS.toMicros(number);
            case MICROS -> number;
        };
    }
}
