package dev.berth.state;

import dev.berth.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A database that has the tables of a capability besides, from its first connection on.
final class DatabaseWithTables implements StateDatabase {
    private final StateDatabase database;
    private final TableSchema schema;

    DatabaseWithTables(StateDatabase database, TableSchema schema) {
        this.database =
                database instanceof PostgresDatabase postgres
                        ? postgres.forTables(schema.name())
                        : database;
        this.schema = schema;
    }

    @Override
    public boolean isPresent() {
        return database.isPresent();
    }

    @Override
    public Object identity() {
        return database.identity();
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = database.connect();
        boolean isReady = false;
        try {
            if (!hasTable(connection, schema.name())) {
                List<String> statements = new ArrayList<>(beginWriting());
                statements.addAll(
                        database instanceof PostgresDatabase ? schema.postgres() : schema.sqlite());
                statements.add("commit");
                StateDatabase.execute(connection, statements);
            }
            isReady = true;
            return connection;
        } finally {
            if (!isReady) {
                connection.close();
            }
        }
    }

    @Override
    public boolean hasTable(Connection connection, String name) throws SQLException {
        return database.hasTable(connection, name);
    }

    @Override
    public List<String> beginWriting() {
        return database.beginWriting();
    }

    @Override
    public boolean isCommitUncertain() {
        return database.isCommitUncertain();
    }

    @Override
    public Problem problem(SQLException failure) {
        return database.problem(failure);
    }
}
