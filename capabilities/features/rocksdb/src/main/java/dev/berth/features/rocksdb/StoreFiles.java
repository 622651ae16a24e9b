package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Files of a store that grow whenever its writer writes.
///
/// A write is appended to a log, and every other change, such as ingested files, to a manifest,
/// before it is acknowledged. So unchanged logs and manifests mean nothing new. Not thread-safe.
final class StoreFiles {
    /// Resolution of a directory's modification time: four milliseconds on Linux, at most two
    /// seconds elsewhere. Changes within the same step as a listing are not visible in the time.
    private static final Duration TIME_STEP_MAX = Duration.ofSeconds(2);

    private final Path directory;
    private List<Path> growing = List.of();

    /// Modification time of the directory when [#growing] was listed; null if it was so recent that
    /// another change might not show.
    private @Nullable FileTime listedAsOf;

    /// State of a file.
    ///
    /// @param length in bytes, -1 if it no longer exists
    record FileState(Path file, long length, @Nullable FileTime changed) {}

    StoreFiles(Path directory) {
        this.directory = directory;
    }

    /// The current state. Between two equal states nothing was written, whatever is written after
    /// the second call.
    List<FileState> poll() throws IOException {
        FileTime folderChanged = Files.getLastModifiedTime(directory);
        if (!folderChanged.equals(listedAsOf)) {
            // Before the list: later changes are newer than this, or in the same step.
            long age = System.currentTimeMillis() - folderChanged.toMillis();
            growing = list();
            listedAsOf = age > TIME_STEP_MAX.toMillis() ? folderChanged : null;
        }
        List<FileState> seen = new ArrayList<>(growing.size());
        for (Path file : growing) {
            seen.add(see(file));
        }
        return seen;
    }

    /// Whether there may be other table files or another store: every such change is written to a
    /// manifest.
    static boolean isAnotherManifest(List<FileState> now, List<FileState> before) {
        return now.isEmpty() || !manifests(now).equals(manifests(before));
    }

    /// RocksDB's identifier of the store; empty if there is none.
    static String identity(Path directory) {
        try {
            return Files.readString(directory.resolve("IDENTITY"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<FileState> manifests(List<FileState> files) {
        return files.stream().filter(seen -> isManifest(seen.file())).toList();
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(StoreFiles::grows).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Whether RocksDB appends to the file, by its name.
    private static boolean grows(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || isManifest(file);
    }

    private static boolean isManifest(Path file) {
        return file.getFileName().toString().startsWith("MANIFEST-");
    }

    private static FileState see(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(file, attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return new FileState(file, -1, null);
        }
    }
}
