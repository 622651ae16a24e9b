package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where the files of loads are until the store takes them in: on the same disk, so that they need
/// not be copied.
final class LoadFolder {
    private LoadFolder() {}

    static Path within(Path directory) {
        return directory.resolve("loads");
    }

    static Path create(Path loads) throws IOException {
        Files.createDirectories(loads);
        return Files.createTempDirectory(loads, "load");
    }

    /// Deletes a folder with what is in it.
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
