package dev.berth.cli.evaluate;

import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Database for reading and writing tables, with a folder of its own for what does not fit into
/// memory.
public final class TemporaryDatabase implements AutoCloseable {
    private static final long MEMORY_BYTES = 1L << 30;

    private final Path folder;
    private final Database database;

    private TemporaryDatabase(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
    }

    static TemporaryDatabase open() throws IOException {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /// A database with one thread, which writes the same bytes each time.
    public static TemporaryDatabase ordered() throws IOException {
        return open(1);
    }

    private static TemporaryDatabase open(int threads) throws IOException {
        Path folder = Files.createTempDirectory("berth-tables");
        var settings = new DatabaseSettings(MEMORY_BYTES, folder, threads);
        try {
            return new TemporaryDatabase(folder, Database.open(settings));
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    public Database database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        database.close();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
