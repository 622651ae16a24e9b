package dev.berth.state;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The database under a [JdbcStateStore]: what SQLite and PostgreSQL do differently.
interface StateDatabase {
    /// Whether there is something to read; a database that is not there is made by the first write.
    boolean isPresent();

    /// The identity of what is read: another object after the database was replaced by another one.
    Object identity();

    /// Connects, in auto-commit mode, and makes the table if there is none.
    Connection connect() throws SQLException;

    /// Whether there is a table of this name, which may be used as it is.
    boolean hasTable(Connection connection, String name) throws SQLException;

    /// The statements that begin a transaction in which no other process writes.
    List<String> beginWriting();

    /// Whether a commit that fails may have succeeded, since its answer was lost.
    boolean isCommitUncertain();

    /// What a failure means, and its remedy.
    Problem problem(SQLException failure);

    static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /// Whether a query with one parameter gives a row.
    static boolean isFound(Connection connection, String query, String parameter)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    static Problem unavailable(String message, String remedy) {
        return Problem.of(ProblemCode.STATE_UNAVAILABLE, message, remedy);
    }
}
