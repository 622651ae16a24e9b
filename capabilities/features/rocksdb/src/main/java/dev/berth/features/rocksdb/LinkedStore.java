package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A folder of links to the files of a store, to be opened in its place by a process that only
/// reads.
///
/// A database that RocksDB has opened to read (`openReadOnly`) deletes, when it is closed, files
/// that it does not know: those that another process has written meanwhile. Here these are links.
final class LinkedStore {
    private LinkedStore() {}

    /// Fills an empty folder. Files that a writer takes away meanwhile may be left out.
    static void link(Path store, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(store.toAbsolutePath())) {
            for (Path file : files.toList()) {
                link(file, folder.resolve(file.getFileName()), file.getFileName().toString());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void link(Path file, Path link, String name) throws IOException {
        if (name.endsWith(".sst") || name.endsWith(".log")) {
            Files.createSymbolicLink(link, file);
        } else if (name.equals("CURRENT") || name.startsWith("MANIFEST-")) {
            // Small, and not to be appended to.
            try {
                Files.copy(file, link);
            } catch (NoSuchFileException e) {
                // Another manifest has taken its place; without it the folder cannot be opened.
            }
        }
    }
}
