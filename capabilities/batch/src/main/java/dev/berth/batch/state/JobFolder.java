package dev.berth.batch.state;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Folder of a job, beside its output: `job` says what it is, `part-000000` and so on are finished
/// parts, each with the rows that it sets aside.
///
/// A file is complete under its name, since it is written beside it, forced to the disk and
/// renamed. A part is finished once its rows are; what it sets aside is written first. The folder
/// is locked while a run uses it; processes that score parts for that run join it. For one thread;
/// all methods do I/O.
public final class JobFolder implements AutoCloseable {
    private static final String JOB = "job";
    private static final String UNFINISHED = ".unfinished";

    /// Written by what ends a run, for those that have joined.
    private static final String STOPPED = "stopped" + UNFINISHED;

    private final Path folder;
    private final JobKey key;
    private final String unfinished;
    private final @Nullable FileChannel lock;

    private JobFolder(Path folder, JobKey key, String unfinished, @Nullable FileChannel lock) {
        this.folder = folder;
        this.key = key;
        this.unfinished = unfinished;
        this.lock = lock;
    }

    /// The folder of an output.
    public static Path of(Path destination) {
        return destination.resolveSibling(destination.getFileName() + ".job");
    }

    /// What a job that was begun and has not ended has under a name of its key.
    public static Optional<String> begunWith(Path destination, String name) {
        try {
            return JobKey.value(Files.readAllLines(of(destination).resolve(JOB)), name);
        } catch (IOException e) {
            // There is none, or to open it will tell why it cannot be read.
            return Optional.empty();
        }
    }

    /// Opens the folder of a job, to go on with it or to begin it.
    ///
    /// @param isAnew whether what is in it is removed
    /// @throws ProblemException `batch-running` if a run uses it, `batch-changed` if it is that of
    ///   another job, `batch-invalid` if it cannot be written
    public static JobFolder open(Path destination, JobKey key, boolean isAnew) {
        Path folder = of(destination);
        try {
            Files.createDirectories(folder);
            FileChannel lock = lock(folder);
            try {
                var job = new JobFolder(folder, key, UNFINISHED, lock);
                job.prepare(isAnew);
                return job;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /// Joins the folder of a run of another process, to finish some of its parts. Several may do
    /// the same part at a time: it has the same bytes.
    ///
    /// @throws ProblemException `batch-changed` if it is that of another job; `batch-invalid` if
    ///   there is none, as where the processes share no folder
    public static JobFolder join(Path destination, JobKey key) {
        Path folder = of(destination);
        var job =
                new JobFolder(folder, key, "." + UUID.randomUUID() + UNFINISHED, /* lock= */ null);
        try {
            job.requireSame();
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.BATCH_INVALID,
                            "no job in " + folder + " (expected: the folder of the run)",
                            "write to a folder that all machines share under the same path; or the"
                                    + " run has ended"),
                    e);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        return job;
    }

    private void requireSame() throws IOException {
        key.requireSame(Files.readAllLines(folder.resolve(JOB)));
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another run of this process has it.
        }
        channel.close();
        throw new ProblemException(
                ProblemCode.BATCH_RUNNING,
                "another run uses " + folder + " (expected: one at a time)",
                "wait for its end, or write to another file");
    }

    private void prepare(boolean isAnew) throws IOException {
        Path job = folder.resolve(JOB);
        if (isAnew) {
            Files.deleteIfExists(job);
        }
        if (Files.exists(job)) {
            requireSame();
            removeAll("*" + UNFINISHED);
        } else {
            removeAll("part-*");
            removeAll("*" + UNFINISHED);
            write(job, key.lines());
        }
    }

    private void removeAll(String pattern) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /// Where a part is written before it is finished.
    public Path unfinished(int part) {
        return unfinished(path(part));
    }

    private Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + unfinished);
    }

    /// The file of a finished part.
    public Path path(int part) {
        return folder.resolve("part-%06d".formatted(part));
    }

    /// The file with the rows that a part sets aside, one in each line.
    public Path setAside(int part) {
        return folder.resolve("part-%06d.set-aside".formatted(part));
    }

    /// How many rows a finished part sets aside.
    public long setAsideCount(int part) {
        try (var lines = Files.lines(setAside(part))) {
            return lines.count();
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(setAside(part), new IOException(e));
        }
    }

    /// Whether a part is finished.
    public boolean isFinished(int part) {
        return Files.exists(path(part));
    }

    /// Tells those that have joined to begin no further part.
    public void stop() {
        try {
            Files.write(folder.resolve(STOPPED), List.of());
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /// Whether no further part is to be begun.
    public boolean isStopped() {
        return Files.exists(folder.resolve(STOPPED));
    }

    /// How many parts are finished, from the first on.
    public int finished() {
        int count = 0;
        while (Files.exists(path(count))) {
            count++;
        }
        return count;
    }

    /// Finishes a part that was written as [#unfinished].
    ///
    /// @param setAside lines
    public void finish(int part, List<String> setAside) {
        try {
            write(setAside(part), setAside);
            force(unfinished(part));
            if (lock == null) {
                // The run may have been ended, and another one begun.
                requireSame();
            }
            move(unfinished(part), path(part));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private void write(Path file, List<String> lines) throws IOException {
        Path written = unfinished(file);
        Files.write(written, lines);
        force(written);
        move(written, file);
    }

    /// Forces a file to the disk.
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Gives a complete file its name.
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Removes the folder, once the output is complete.
    public void remove() {
        try {
            Files.deleteIfExists(folder.resolve(JOB));
            removeAll("part-*");
            removeAll("*" + UNFINISHED);
            close();
            Files.deleteIfExists(folder.resolve("lock"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /// A problem of files that cannot be written.
    public static ProblemException unwritable(Path file, IOException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.BATCH_INVALID,
                        file + " cannot be written: " + e,
                        "make room and the folder writable; the same command goes on"),
                e);
    }

    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process.
        }
    }
}
