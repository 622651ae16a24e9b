package dev.berth.precompute.snapshot;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.rocksdb.RocksStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Snapshots in a directory: for each endpoint a folder with a folder for each snapshot, which has
/// a RocksDB database `rows` and a file `manifest`, and with the file `current`, a number.
///
/// A snapshot is written as `NUMBER.unfinished` and renamed; `current` is written beside and
/// renamed.
public final class DirectorySnapshots implements SnapshotStore {
    private static final String CURRENT = "current";
    private static final String MANIFEST = "manifest";
    private static final String ROWS = "rows";
    private static final String UNFINISHED = ".unfinished";

    /// Caches of an open snapshot: some more than its rows, which are compressed in its files.
    private static final int CACHE_FACTOR = 4;

    private static final long CACHE_BYTES_MIN = 4L << 20;
    private static final long CACHE_BYTES_MAX = 1L << 30;

    /// Caches while rows are written, which are not read.
    private static final long WRITE_CACHE_BYTES = 8L << 20;

    private final Path root;

    /// @param root made when a snapshot is written
    public DirectorySnapshots(Path root) {
        this.root = root;
    }

    /// The folder of an endpoint, which may not be there.
    public Path folder(EndpointName endpoint) {
        return root.resolve(endpoint.value());
    }

    @Override
    public List<SnapshotManifest> list(EndpointName endpoint) {
        Path folder = folder(endpoint);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<SnapshotManifest> found = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(
                        folder, each -> isNumber(String.valueOf(each.getFileName())))) {
            for (Path each : folders) {
                found.add(
                        SnapshotManifest.read(
                                Files.readAllLines(each.resolve(MANIFEST)), each.toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(folder, e);
        }
        found.sort(Comparator.comparingLong(SnapshotManifest::number));
        return found;
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() < 19 && name.chars().allMatch(Character::isDigit);
    }

    @Override
    public OptionalLong current(EndpointName endpoint) {
        Path file = folder(endpoint).resolve(CURRENT);
        try {
            String text = Files.readString(file).strip();
            if (!isNumber(text)) {
                throw new ProblemException(
                        ProblemCode.PRECOMPUTED_UNREADABLE,
                        file + " has no number (expected: that of a snapshot)",
                        "name one: `berth precompute DIR ENDPOINT --rollback --to-snapshot N`");
            }
            return OptionalLong.of(Long.parseLong(text));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public SnapshotManifest manifest(EndpointName endpoint, long number) {
        Path file = path(endpoint, number).resolve(MANIFEST);
        try {
            return SnapshotManifest.read(Files.readAllLines(file), file.toString());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Path path(EndpointName endpoint, long number) {
        return folder(endpoint).resolve(Long.toString(number));
    }

    @Override
    public OnlineStore open(EndpointName endpoint, long number) {
        Path rows = path(endpoint, number).resolve(ROWS);
        return RocksStore.openFixed(
                rows, Math.clamp(CACHE_FACTOR * byteCount(rows), CACHE_BYTES_MIN, CACHE_BYTES_MAX));
    }

    private static long byteCount(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(each -> each.toFile().length()).sum();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    @Override
    public Draft begin(EndpointName endpoint, long number) {
        Path complete = path(endpoint, number);
        Path unfinished = complete.resolveSibling(number + UNFINISHED);
        try {
            removeUnfinished(folder(endpoint));
            Files.createDirectories(unfinished);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(unfinished, e);
        }
        RocksStore store = RocksStore.open(unfinished.resolve(ROWS), WRITE_CACHE_BYTES);
        return new DirectoryDraft(complete, unfinished, store);
    }

    private static void removeUnfinished(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path each : left) {
                delete(each);
            }
        }
    }

    @Override
    public void setCurrent(EndpointName endpoint, long number) {
        var _ = manifest(endpoint, number);
        Path file = folder(endpoint).resolve(CURRENT);
        Path written = file.resolveSibling(CURRENT + UNFINISHED);
        try {
            Files.writeString(written, number + "\n");
            force(written);
            move(written, file);
            force(folder(endpoint));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void remove(EndpointName endpoint, long number) {
        Path folder = path(endpoint, number);
        try {
            // Renamed first, so that it is never found in part.
            Path removed = folder.resolveSibling(number + UNFINISHED);
            Files.move(folder, removed, StandardCopyOption.ATOMIC_MOVE);
            delete(removed);
        } catch (NoSuchFileException e) {
            // Removed already.
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(folder, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /// Forces a file or the names in a folder to the disk.
    private static void force(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        Files.isDirectory(path)
                                ? StandardOpenOption.READ
                                : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ProblemException unreadable(Path file, Exception e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.PRECOMPUTED_UNREADABLE,
                        file + " cannot be read: " + e,
                        "look at its permissions and at the disk, or precompute a new snapshot"),
                e);
    }

    /// A problem of files that cannot be written.
    public static ProblemException unwritable(Path file, Exception e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.PRECOMPUTE_INVALID,
                        file + " cannot be written: " + e,
                        "make room and the folder writable, and run the command again"),
                e);
    }

    @Override
    public void close() {}

    private static final class DirectoryDraft implements Draft {
        private final Path complete;
        private final Path unfinished;
        private final RocksStore store;
        private @Nullable BulkLoad rows;
        private boolean isComplete;

        DirectoryDraft(Path complete, Path unfinished, RocksStore store) {
            this.complete = complete;
            this.unfinished = unfinished;
            this.store = store;
        }

        @Override
        public BulkLoad rows() {
            BulkLoad known = rows;
            if (known == null) {
                known = store.bulkLoad();
                rows = known;
            }
            return known;
        }

        @Override
        public void finish(SnapshotManifest manifest) {
            rows().finish();
            store.close();
            Path file = unfinished.resolve(MANIFEST);
            try {
                Files.write(file, manifest.lines());
                force(file);
                force(unfinished);
                move(unfinished, complete);
                isComplete = true;
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }

        @Override
        public void close() {
            if (rows != null) {
                rows.close();
            }
            store.close();
            if (!isComplete) {
                try {
                    delete(unfinished);
                } catch (IOException | UncheckedIOException e) {
                    // Removed by the next run.
                }
            }
        }
    }
}
