package dev.berth.batch.jdbc;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Table of a database into which the output of a job is inserted, once.
///
/// Rows are inserted in one transaction, and with them a row of the table `berth_batch_inserts`,
/// which says that this output is in this table: inserted again, as by a run whose process was
/// killed before it knew of its success, nothing changes.
///
/// @param table its name, perhaps with that of its schema and a dot before it
public record JdbcTable(JdbcAddress address, String table) {
    /// Table with the outputs that are inserted.
    public static final String INSERTS = "berth_batch_inserts";

    private static final String CREATE_INSERTS =
            "CREATE TABLE IF NOT EXISTS "
                    + INSERTS
                    + " (table_name VARCHAR(512) NOT NULL, output_sha256 VARCHAR(64) NOT NULL,"
                    + " row_count BIGINT NOT NULL, inserted_at TIMESTAMP NOT NULL,"
                    + " PRIMARY KEY (table_name, output_sha256))";

    private static final int BATCH_ROWS = 1000;

    /// PostgreSQL's states of errors: no such table, and a key that is there.
    private static final String NO_TABLE = "42P01";

    private static final String KEY_IS_THERE = "23505";

    /// Inserts an output, unless it is there. Blocks. The table is created where there is none, in
    /// PostgreSQL; else it has columns of the output's names, and others that may be missing.
    ///
    /// @param output a file of Parquet
    /// @param sha256 digest of it
    /// @param environment for variables in the address
    /// @param isAnew whether it is inserted even if it is there
    /// @param progress receives the number of rows inserted so far
    /// @return whether it was inserted
    /// @throws ProblemException `batch-invalid` if the table lacks a column, or the database
    ///   refuses the rows or does not answer; nothing is inserted then
    public boolean insert(
            Path output,
            String sha256,
            Database database,
            Map<String, String> environment,
            boolean isAnew,
            LongConsumer progress) {
        DataFile rows = DataFile.open(database, output);
        Collection<String> names = rows.columns().keySet();
        long count = rows.scan(names).readable();
        try (Connection connection = address.connect(environment, settings())) {
            connection.setAutoCommit(false);
            if (!claim(connection, sha256, count, isAnew)) {
                return false;
            }
            requireColumns(connection, rows.columns());
            insert(connection, rows, progress);
            connection.commit();
            return true;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /// Checks that the database answers and that the table, if it is there, has the columns of an
    /// output, before that is made. Blocks.
    ///
    /// @param columns of the output
    /// @param environment for variables in the address
    /// @throws ProblemException `batch-invalid` if not
    public void check(Collection<String> columns, Map<String, String> environment) {
        try (Connection connection = address.connect(environment, settings())) {
            connection.setAutoCommit(false);
            Set<String> found = columns(connection);
            if (!found.isEmpty()) {
                require(columns, found);
            }
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private Properties settings() {
        var settings = new Properties();
        if (address.url().startsWith("jdbc:postgresql:")) {
            settings.setProperty("reWriteBatchedInserts", "true");
            // A text fits a column of JSON, of an UUID or of a type of one's own.
            settings.setProperty("stringtype", "unspecified");
        }
        return settings;
    }

    /// Records the output, which another connection that does the same waits for.
    ///
    /// @return false if it is there
    private boolean claim(Connection connection, String sha256, long count, boolean isAnew)
            throws SQLException {
        execute(connection, CREATE_INSERTS);
        // Two that create it at a time would be in each other's way no longer than this.
        connection.commit();
        if (isAnew) {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM "
                                    + INSERTS
                                    + " WHERE table_name = ? AND output_sha256 = ?")) {
                delete.setString(1, table);
                delete.setString(2, sha256);
                delete.executeUpdate();
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO " + INSERTS + " VALUES (?, ?, ?, CURRENT_TIMESTAMP)")) {
            insert.setString(1, table);
            insert.setString(2, sha256);
            insert.setLong(3, count);
            insert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (KEY_IS_THERE.equals(e.getSQLState())) {
                connection.rollback();
                return false;
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void requireColumns(Connection connection, Map<String, FeatureType> columns)
            throws SQLException {
        Set<String> found = columns(connection);
        if (found.isEmpty()) {
            execute(connection, create(columns));
        } else {
            require(columns.keySet(), found);
        }
    }

    private void require(Collection<String> columns, Set<String> found) {
        for (String name : columns) {
            if (!found.contains(name)) {
                throw new ProblemException(
                        ProblemCode.BATCH_INVALID,
                        "table "
                                + table
                                + " has no column '"
                                + name
                                + "'"
                                + NearestName.hint(name, found)
                                + " (expected: a column for each of the output; it has "
                                + String.join(", ", found)
                                + ")",
                        "add the column; or leave it out by --carry, or rename it by --prefix");
            }
        }
    }

    /// Names of the table's columns; none if there is no table.
    private Set<String> columns(Connection connection) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery(
                                "SELECT * FROM " + JdbcAddress.quoted(table) + " WHERE 1 = 0")) {
            ResultSetMetaData metaData = none.getMetaData();
            Set<String> names = new LinkedHashSet<>();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                names.add(metaData.getColumnName(i));
            }
            return names;
        } catch (SQLException e) {
            if (NO_TABLE.equals(e.getSQLState())) {
                connection.rollback(before);
                return Set.of();
            }
            throw e;
        }
    }

    private String create(Map<String, FeatureType> columns) {
        return columns.entrySet().stream()
                .map(each -> JdbcAddress.quotedWhole(each.getKey()) + " " + type(each.getValue()))
                .collect(
                        Collectors.joining(
                                ", ", "CREATE TABLE " + JdbcAddress.quoted(table) + " (", ")"));
    }

    private static String type(FeatureType type) {
        return element(type) + (type.isList() ? "[]" : "");
    }

    private static String element(FeatureType type) {
        return switch (type.element()) {
            case BOOL -> "BOOLEAN";
            case INT32, INT64 -> "BIGINT";
            case FLOAT32 -> "REAL";
            case FLOAT64 -> "DOUBLE PRECISION";
            case STRING -> "TEXT";
            case BYTES -> "BYTEA";
            case TIMESTAMP -> "TIMESTAMPTZ";
        };
    }

    private void insert(Connection connection, DataFile rows, LongConsumer progress)
            throws SQLException {
        List<String> names = List.copyOf(rows.columns().keySet());
        List<FeatureType> types = List.copyOf(rows.columns().values());
        String sql =
                "INSERT INTO "
                        + JdbcAddress.quoted(table)
                        + names.stream()
                                .map(JdbcAddress::quotedWhole)
                                .collect(Collectors.joining(", ", " (", ")"))
                        + " VALUES ("
                        + String.join(", ", Collections.nCopies(names.size(), "?"))
                        + ")";
        long inserted = 0;
        try (PreparedStatement insert = connection.prepareStatement(sql);
                RowCursor cursor = rows.rowsAfter(names, 0)) {
            for (var block = cursor.next(); block.isPresent(); block = cursor.next()) {
                int pending = 0;
                for (DataRow row : block.get().rows()) {
                    for (int i = 0; i < names.size(); i++) {
                        set(insert, i + 1, types.get(i), value(row, names.get(i)));
                    }
                    insert.addBatch();
                    inserted++;
                    if (++pending == BATCH_ROWS) {
                        insert.executeBatch();
                        pending = 0;
                    }
                }
                insert.executeBatch();
                progress.accept(inserted);
            }
        }
    }

    private static @Nullable Object value(DataRow row, String name) {
        try {
            return row.value(name);
        } catch (InvalidRowException e) {
            throw new IllegalStateException("a file of Parquet has values of its types", e);
        }
    }

    private static void set(
            PreparedStatement insert, int index, FeatureType type, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            insert.setNull(index, java.sql.Types.NULL);
        } else if (type.isList()) {
            Object[] elements =
                    ((List<?>) value).stream().map(each -> element(type, each)).toArray();
            insert.setArray(
                    index, insert.getConnection().createArrayOf(arrayElement(type), elements));
        } else {
            insert.setObject(index, element(type, value));
        }
    }

    private static @Nullable Object element(FeatureType type, @Nullable Object value) {
        return switch (type.element()) {
            case TIMESTAMP ->
                    value == null
                            ? null
                            : Instant.EPOCH
                                    .plus(((Number) value).longValue(), ChronoUnit.MICROS)
                                    .atOffset(ZoneOffset.UTC);
            default -> value;
        };
    }

    /// What PostgreSQL's driver calls the type of an array's elements.
    private static String arrayElement(FeatureType type) {
        return switch (type.element()) {
            case BOOL -> "bool";
            case INT32, INT64 -> "int8";
            case FLOAT32 -> "float4";
            case FLOAT64 -> "float8";
            case STRING -> "text";
            case BYTES -> "bytea";
            case TIMESTAMP -> "timestamptz";
        };
    }

    private ProblemException refused(SQLException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.BATCH_INVALID,
                        "inserting rows into "
                                + table
                                + " of "
                                + address.url()
                                + ": "
                                + JdbcAddress.reason(e)
                                + " (expected: rows that the table takes)",
                        "mend the table, the address or the rights; the same command goes on"),
                e);
    }
}
