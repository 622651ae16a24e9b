package dev.berth.jobs.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Statements with their parameters, as both drivers take them: texts, whole numbers, bytes.
final class Statements {
    private Statements() {}

    /// Reader of one row.
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// Changes rows.
    ///
    /// @return how many
    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    static <T> List<T> query(Connection connection, Row<T> reader, String sql, Object... parameters)
            throws SQLException {
        List<T> read = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(reader.of(rows));
                }
            }
        }
        return read;
    }

    static long number(Connection connection, String sql, Object... parameters)
            throws SQLException {
        return query(connection, row -> row.getLong(1), sql, parameters).getFirst();
    }

    static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case ByteBuffer buffer -> statement.setBytes(i + 1, bytes(buffer));
                case Integer number -> statement.setLong(i + 1, number);
                case Long number -> statement.setLong(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                default ->
                        throw new IllegalArgumentException(
                                "parameter of " + parameters[i].getClass());
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
