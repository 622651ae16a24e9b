package dev.berth.runtime.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The folder of a server's workers, which only its user can enter: for each a folder with its
/// socket and, for moments, its shared memory. In memory where the system has a place for that.
///
/// A lock is held on it for as long as the server lives. Whoever makes a folder of its own deletes
/// those beside it that nobody holds: a server that was killed leaves nothing for longer.
final class WorkerFolder implements AutoCloseable {
    private static final String PREFIX = "berth-workers-";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;
    private final AtomicInteger rooms = new AtomicInteger();

    private WorkerFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// The places where it may be, the best first.
    static List<Path> usualPlaces() {
        return List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// @param places of which the first that can be written is taken
    static WorkerFolder create(List<Path> places) throws IOException {
        Path place =
                places.stream()
                        .filter(each -> Files.isDirectory(each) && Files.isWritable(each))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no folder of " + places + " is there"));
        sweep(place);
        Path folder = Files.createTempDirectory(place, PREFIX + ownId() + "-");
        FileChannel lock =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = lock.lock();
        return new WorkerFolder(folder, lock);
    }

    private static long ownId() {
        return ProcessHandle.current().pid();
    }

    private static void sweep(Path place) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path each : left) {
                // Closing a file would give up the lock that this process holds on it.
                boolean own = each.getFileName().toString().startsWith(PREFIX + ownId() + "-");
                if (!own && Files.isWritable(each) && !isHeld(each.resolve(LOCK))) {
                    delete(each);
                }
            }
        }
    }

    /// A folder without a lock is one that is being made.
    private static boolean isHeld(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null;
        } catch (IOException | OverlappingFileLockException e) {
            return true;
        }
    }

    /// A folder for one worker.
    Path newRoom() throws IOException {
        return Files.createDirectory(
                folder.resolve(Integer.toString(rooms.incrementAndGet())),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Deletes a folder with what is in it; what cannot be deleted is left to the next sweep.
    static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // Another is at it, or the worker still writes.
        }
    }

    Path path() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        delete(folder);
        lock.close();
    }
}
