package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directory for files of bulk loads, on the store's disk so that they need not be copied.
final class LoadFolder {
    private LoadFolder() {}

    static Path within(Path directory) {
        return directory.resolve("loads");
    }

    static Path create(Path loads) throws IOException {
        Files.createDirectories(loads);
        return Files.createTempDirectory(loads, "load");
    }

    /// Deletes a directory with its content.
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
