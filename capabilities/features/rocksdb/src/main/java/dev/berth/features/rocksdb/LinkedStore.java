package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Directory of links to a store's files, opened in its place by a process that only reads.
///
/// A database opened with `openReadOnly` deletes unknown files on closing, which another process
/// may have written meanwhile. Here only links are deleted.
final class LinkedStore {
    private LinkedStore() {}

    /// Fills an empty directory. May leave out files that a writer deletes meanwhile.
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
            // Small, and must not be appended to.
            try {
                Files.copy(file, link);
            } catch (NoSuchFileException e) {
                // Replaced by another manifest; without it the directory cannot be opened.
            }
        }
    }
}
