package dev.berth.cli.evaluate;

import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Database for reading the data of evaluations, with a folder of its own for what does not fit
/// into memory.
final class TemporaryDatabase implements AutoCloseable {
    private static final long MEMORY_BYTES = 1L << 30;

    private final Path folder;
    private final Database database;

    private TemporaryDatabase(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
    }

    static TemporaryDatabase open() throws IOException {
        Path folder = Files.createTempDirectory("berth-evaluate");
        var settings =
                new DatabaseSettings(
                        MEMORY_BYTES, folder, Runtime.getRuntime().availableProcessors());
        try {
            return new TemporaryDatabase(folder, Database.open(settings));
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    Database database() {
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
