package dev.berth.state;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;

/// A PostgreSQL server of a test, in a directory, from the programs of a Maven artifact. As root
/// these run in a user namespace, as PostgreSQL does not run as root.
public final class PostgresServer implements AutoCloseable {
    private static final String DATABASE = "postgres";

    private final Path directory;
    private EmbeddedPostgres running;

    private PostgresServer(Path directory, EmbeddedPostgres running) {
        this.directory = directory;
        this.running = running;
    }

    /// Starts a server; skips the test where that is not possible.
    ///
    /// @param directory for its data, which must not be there yet
    public static PostgresServer start(Path directory) {
        try {
            return new PostgresServer(
                    directory,
                    EmbeddedPostgres.builder()
                            .setDataDirectory(directory)
                            .setCleanDataDirectory(false)
                            .start());
        } catch (IOException | RuntimeException e) {
            return Assumptions.abort(
                    "SKIPPED: PostgreSQL cannot be started here (for Linux on amd64; as root it needs"
                            + " `unshare -U`): "
                            + e);
        }
    }

    /// The port, which stays the same after [#restart].
    public int port() {
        return running.getPort();
    }

    /// The address of its database, as `berth.yaml` has it.
    public String address() {
        return address(port());
    }

    /// The address of its database behind another port.
    public static String address(int port) {
        return "postgresql://postgres@localhost:" + port + "/" + DATABASE;
    }

    /// A connection of the administrator.
    public Connection connect() throws SQLException {
        return running.getPostgresDatabase().getConnection();
    }

    /// The same to another database.
    Connection connect(String database) throws SQLException {
        return running.getDatabase(DATABASE, database).getConnection();
    }

    /// Stops it, at once and without a checkpoint.
    public void stop() throws IOException {
        running.close();
    }

    /// Starts it again with the same data and port after [#stop].
    public void restart() throws IOException {
        running =
                EmbeddedPostgres.builder()
                        .setDataDirectory(directory)
                        .setCleanDataDirectory(false)
                        .setPort(port())
                        .start();
    }

    @Override
    public void close() throws IOException {
        running.close();
    }
}
