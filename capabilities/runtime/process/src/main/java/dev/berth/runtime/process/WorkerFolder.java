package dev.berth.runtime.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The folder of a server's workers, which only its user can enter: for each a folder with its
/// socket and, for moments, its shared memory. In memory where the system has a place for that.
///
/// A lock is held on it for as long as the server lives. The caller that makes a folder of its own
/// deletes those beside it that no caller holds: a server that was killed leaves nothing for
/// longer.
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
        Path folder = Files.createTempDirectory(place, PREFIX + ownId() + "-");
        sweep(place, Files.getOwner(folder));
        return new WorkerFolder(folder, lock(folder));
    }

    /// The lock is taken before it has its name: by that name no caller finds it free.
    private static FileChannel lock(Path folder) throws IOException {
        Path unnamed = folder.resolve(LOCK + "-to-be");
        FileChannel lock =
                FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            var _ = lock.lock();
            Files.move(unnamed, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            held = true;
        } finally {
            if (!held) {
                lock.close();
            }
        }
        return lock;
    }

    /// This process: its number alone is that of every server that was the first in its container.
    private static String ownId() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid()
                + "-"
                + self.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private static void sweep(Path place, UserPrincipal self) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(place, PREFIX + "*")) {
            for (Path each : left) {
                // Closing a file would give up the lock that this process holds on it.
                boolean own = each.getFileName().toString().startsWith(PREFIX + ownId() + "-");
                if (!own && isOf(self, each) && !isHeld(each.resolve(LOCK))) {
                    delete(each);
                }
            }
        }
    }

    /// What another process has put there may lead anywhere.
    private static boolean isOf(UserPrincipal self, Path folder) {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(self);
        } catch (IOException e) {
            // Gone meanwhile.
            return false;
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
