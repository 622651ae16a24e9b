package dev.berth.features.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Check that the files of a store exist with the sizes in the manifest.
///
/// Contents are not checked: RocksDB verifies the checksum of each block that it reads. A check
/// takes a few microseconds per file. Thread-safe.
final class StoreCheck {
    /// Attempts: a writer may replace files between reading the manifest and checking them. If the
    /// manifest stays the same, files are lost.
    private static final int ATTEMPTS_MAX = 5;

    /// Longer than a writer takes to append an entry to the manifest.
    private static final long ATTEMPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /// Manifest of a store being created. Each opening, even the first, continues with another;
    /// alone it is the remnant of a process that was killed before the first row.
    private static final String FIRST_MANIFEST = "MANIFEST-000001";

    private final Path directory;

    /// The last manifest read, since manifests grow and are checked repeatedly.
    private volatile @Nullable CachedManifest last;

    /// @param identity distinguishes the file from another of the same name after the directory was
    ///   replaced; null if the file system has none
    private record CachedManifest(
            Path file, @Nullable Object identity, long length, Manifest manifest) {
        boolean isOf(Path other, @Nullable Object otherIdentity) {
            return file.equals(other) && Objects.equals(identity, otherIdentity);
        }
    }

    /// Damage of a file.
    ///
    /// @param what `is missing`
    record Damage(Path file, String what) {
        /// Whether rows of one file are lost; otherwise the extent is unknown.
        boolean isOfTable() {
            return name().endsWith(".sst");
        }

        /// Whether the list of files is unknown.
        boolean isOfManifest() {
            return !isOfTable() && !name().endsWith(".log");
        }

        private String name() {
            return file.getFileName().toString();
        }
    }

    StoreCheck(Path directory) {
        this.directory = directory;
    }

    /// Checks the files; empty if they are intact, or there is no store.
    Optional<Damage> damage() {
        try {
            return damageOf(directory);
        } catch (IOException unreadable) {
            // Opening or reading it gives the exact problem.
            return Optional.empty();
        }
    }

    /// Reads the logs of unflushed writes, once before a store is opened; empty if they are intact.
    Optional<Damage> damageOfLogs() {
        try {
            Optional<CachedManifest> now = read(directory);
            if (now.isEmpty()) {
                return Optional.empty();
            }
            long first = now.get().manifest().firstLog();
            for (Map.Entry<Long, Path> log : numbered(directory, ".log").entrySet()) {
                if (log.getKey() >= first) {
                    Optional<Damage> damage = damageOfLog(log.getValue());
                    if (damage.isPresent()) {
                        return damage;
                    }
                }
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            // Opening it gives the exact problem.
        }
        return Optional.empty();
    }

    private static Optional<Damage> damageOfLog(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var mapped = Arena.ofConfined()) {
            long length = Math.min(channel.size(), Integer.MAX_VALUE);
            LogRecords.requireIntact(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, length, mapped).asByteBuffer());
            return Optional.empty();
        } catch (NoSuchFileException e) {
            // No longer needed.
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Damage(file, "is damaged: " + e.getMessage()));
        }
    }

    private Optional<Damage> damageOf(Path folder) throws IOException {
        Optional<Damage> found = Optional.empty();
        Optional<CachedManifest> before = Optional.empty();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            if (attempt > 0) {
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
            Optional<CachedManifest> now;
            try {
                now = read(folder);
            } catch (IllegalArgumentException e) {
                found = Optional.of(new Damage(manifest(folder), "is damaged: " + e.getMessage()));
                continue;
            }
            if (now.isEmpty()) {
                found = missingManifest(folder);
            } else {
                Optional<Damage> damaged = damaged(folder, now.get().manifest());
                if (damaged.isEmpty() || now.equals(before)) {
                    return damaged;
                }
                found = damaged;
            }
            before = now;
        }
        return found;
    }

    /// Without the file that names the manifest RocksDB would create a new store.
    private static Optional<Damage> missingManifest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path current = folder.resolve("CURRENT");
        if (Files.exists(current)) {
            return Optional.of(new Damage(manifest(folder), "is missing"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(StoreCheck::isOfStore)
                    ? Optional.of(new Damage(current, "is missing"))
                    : Optional.empty();
        }
    }

    private static boolean isOfStore(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".sst")
                || name.endsWith(".log")
                || (name.startsWith("MANIFEST-") && !name.equals(FIRST_MANIFEST));
    }

    private static Path manifest(Path folder) throws IOException {
        try {
            // It ends with a line break and the rest of a torn write.
            String name =
                    Files.readString(folder.resolve("CURRENT"), StandardCharsets.ISO_8859_1)
                            .strip();
            return name.startsWith("MANIFEST-") && !name.contains("/")
                    ? folder.resolve(name)
                    : folder.resolve("CURRENT");
        } catch (NoSuchFileException e) {
            return folder.resolve("CURRENT");
        }
    }

    private Optional<CachedManifest> read(Path folder) throws IOException {
        Path file = manifest(folder);
        CachedManifest known = last;
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long length = attributes.size();
            boolean isKnown = known != null && known.isOf(file, attributes.fileKey());
            if (known != null && isKnown && known.length() == length) {
                return Optional.of(known);
            }
            if (known != null && isKnown && known.length() > length) {
                throw new IllegalArgumentException(
                        "it has " + length + " bytes (expected: " + known.length() + " or more)");
            }
            byte[] bytes = Files.readAllBytes(file);
            var fresh =
                    new CachedManifest(
                            file, attributes.fileKey(), bytes.length, Manifest.read(bytes));
            last = fresh;
            return Optional.of(fresh);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<Damage> damaged(Path folder, Manifest manifest) throws IOException {
        Map<Long, Path> found = numbered(folder, ".sst");
        if (manifest.isTorn() && !found.keySet().equals(manifest.tables().keySet())) {
            return Optional.of(tornManifest(folder, manifest, found));
        }
        for (Map.Entry<Long, Long> table : manifest.tables().entrySet()) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%06d.sst", table.getKey()));
            Optional<Damage> damage = damagedTable(file, table.getValue());
            if (damage.isPresent()) {
                return damage;
            }
        }
        Map<Long, Path> logs = numbered(folder, ".log");
        boolean isBeingMade =
                manifest(folder).endsWith(FIRST_MANIFEST) && found.isEmpty() && logs.isEmpty();
        return isBeingMade ? Optional.empty() : missingLog(folder, manifest.firstLog(), logs);
    }

    private static Optional<Damage> damagedTable(Path file, long expected) throws IOException {
        try {
            long size = Files.size(file);
            return size == expected
                    ? Optional.empty()
                    : Optional.of(
                            new Damage(
                                    file, "has " + size + " bytes (expected: " + expected + ")"));
        } catch (NoSuchFileException e) {
            return Optional.of(new Damage(file, "is missing"));
        }
    }

    /// After a partially lost edit, its added files exist or its removed ones do not. A writer
    /// killed at that point looks the same, which is so rare that it is better taken for damage
    /// than damage for it.
    private static Damage tornManifest(Path folder, Manifest manifest, Map<Long, Path> tables)
            throws IOException {
        return new Damage(
                manifest(folder),
                "ends within an entry, and "
                        + tables.size()
                        + " table files are there (expected: the "
                        + manifest.tables().size()
                        + " that it names)");
    }

    /// One log always exists: the next begins before the manifest drops the previous one.
    private static Optional<Damage> missingLog(Path folder, long first, Map<Long, Path> logs) {
        return logs.keySet().stream().anyMatch(number -> number >= first)
                ? Optional.empty()
                : Optional.of(
                        new Damage(
                                folder.resolve(String.format(Locale.ROOT, "%06d.log", first)),
                                "is missing"));
    }

    /// The files with an extension by number.
    private static Map<Long, Path> numbered(Path folder, String ending) throws IOException {
        Map<Long, Path> numbered = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(
                    file -> {
                        String name = file.getFileName().toString();
                        if (name.endsWith(ending)) {
                            try {
                                int end = name.length() - ending.length();
                                numbered.put(Long.parseLong(name, 0, end, 10), file);
                            } catch (NumberFormatException e) {
                                // Of another program.
                            }
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return numbered;
    }
}
