package dev.berth.batch.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The PostgreSQL server of all tests of this module. It ends with their process, and its folder
/// with it.
final class TestPostgres {
    private static @Nullable EmbeddedPostgres server;

    private TestPostgres() {}

    /// Starts the server, once; skips the tests where that is not possible.
    static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder().start();
            } catch (IOException | RuntimeException e) {
                return Assumptions.abort("SKIPPED: PostgreSQL cannot be started here: " + e);
            }
        }
        return server;
    }

    static Connection connect() throws SQLException {
        return server().getPostgresDatabase().getConnection();
    }

    static void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Its address, whose user is a variable.
    static String url() {
        return "jdbc:postgresql://localhost:" + server().getPort() + "/postgres?user=${NAME}";
    }
}
