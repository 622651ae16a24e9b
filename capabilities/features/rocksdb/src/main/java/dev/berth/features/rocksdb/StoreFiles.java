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

/// The files of a store that grow whenever the process that has it open writes.
///
/// A write is appended to a log, and whatever else changes a store, such as files that are taken
/// in, to a manifest, before anybody is told that it is done. So a store whose logs and manifests
/// are the same as before has nothing new. For one thread at a time.
final class StoreFiles {
    /// The time at which a folder changed is told in steps, of four milliseconds with Linux, of two
    /// seconds at most elsewhere: what comes and goes within the step of a list is not seen by the
    /// time.
    private static final Duration TIME_STEP_MAX = Duration.ofSeconds(2);

    private final Path directory;
    private List<Path> growing = List.of();

    /// When the folder had changed last as [#growing] was listed; null if it was so short a time
    /// before that it may have changed once more without this showing it.
    private @Nullable FileTime listedAsOf;

    /// What a file looked like.
    ///
    /// @param length in bytes, -1 if there is none any more
    record Seen(Path file, long length, @Nullable FileTime changed) {}

    StoreFiles(Path directory) {
        this.directory = directory;
    }

    /// What the files look like now. Two that are equal have nothing written between them, whatever
    /// is written after the second was asked for.
    List<Seen> poll() throws IOException {
        FileTime folderChanged = Files.getLastModifiedTime(directory);
        if (!folderChanged.equals(listedAsOf)) {
            // Before the list: what comes after it is younger than this, or of the same step.
            long age = System.currentTimeMillis() - folderChanged.toMillis();
            growing = list();
            listedAsOf = age > TIME_STEP_MAX.toMillis() ? folderChanged : null;
        }
        List<Seen> seen = new ArrayList<>(growing.size());
        for (Path file : growing) {
            seen.add(see(file));
        }
        return seen;
    }

    /// Whether there may be other files of rows, or another store: every such change is written to
    /// a manifest.
    static boolean isAnotherManifest(List<Seen> now, List<Seen> before) {
        return now.isEmpty() || !manifests(now).equals(manifests(before));
    }

    /// By which RocksDB tells stores apart; empty where there is none.
    static String identity(Path directory) {
        try {
            return Files.readString(directory.resolve("IDENTITY"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Seen> manifests(List<Seen> files) {
        return files.stream().filter(seen -> isManifest(seen.file())).toList();
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(StoreFiles::grows).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// By RocksDB's names.
    private static boolean grows(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".log") || isManifest(file);
    }

    private static boolean isManifest(Path file) {
        return file.getFileName().toString().startsWith("MANIFEST-");
    }

    private static Seen see(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(file, attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return new Seen(file, -1, null);
        }
    }
}
