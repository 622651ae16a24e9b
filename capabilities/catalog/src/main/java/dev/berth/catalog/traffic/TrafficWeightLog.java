package dev.berth.catalog.traffic;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The changes of one endpoint's weights, in a file `.berth/traffic/<endpoint>.yaml`: a YAML list,
/// so that people can read it. The last entry is the state, all of them are its audit.
///
/// Every process that has the directory reads the same. Writers take turns by a lock; an entry is
/// written at once and forced to the disk. If that fails, what was written of it is taken back;
/// what a process leaves that was killed amid it is no entry, and cut off before the next
/// ([WeightEntries]). A journal that has become long keeps its last changes, and the earlier ones
/// go to a file of their own, `audit/<endpoint>-<first>-<last>.yaml` beside it, that nothing
/// changes any more; both files take their places whole. Thread-safe; every method does I/O.
public final class TrafficWeightLog {
    /// Some thousands of changes; a description of a megabyte is refused by whoever reads it.
    private static final int BYTES_MAX = 900_000;

    /// Changes that stay in a journal from which the earlier ones were moved: what is looked at.
    private static final int KEPT = 100;

    private static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(5);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(1);

    private final Path file;
    private final EndpointName endpoint;
    private final int bytesMax;
    private final JournalDisk disk;

    TrafficWeightLog(Path system, EndpointName endpoint, int bytesMax, JournalDisk disk) {
        this.file = folder(system).resolve(endpoint + ".yaml");
        this.endpoint = endpoint;
        this.bytesMax = bytesMax;
        this.disk = disk;
    }

    /// The folder of a system's journals.
    public static Path folder(Path system) {
        return system.resolve(".berth").resolve("traffic");
    }

    /// That of an endpoint, which may not be there yet.
    public static TrafficWeightLog of(Path system, EndpointName endpoint) {
        return new TrafficWeightLog(system, endpoint, BYTES_MAX, JournalDisk.real());
    }

    /// Where it lies.
    public Path file() {
        return file;
    }

    /// All changes that it has; none if there is no file. A change that is just being written is
    /// not among them.
    ///
    /// @throws ProblemException `traffic-log-unavailable` if it cannot be read
    public WeightHistory read() {
        try {
            return whole(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return WeightHistory.NONE;
        } catch (IOException e) {
            throw unusable("cannot be read: " + e, "look at its permissions", e);
        }
    }

    private WeightHistory whole(byte[] content) {
        return WeightEntries.parse(
                file, Arrays.copyOf(content, WeightEntries.wholeLength(content)));
    }

    /// Cuts off what a writer left that was stopped amid an entry.
    ///
    /// @return how many bytes that were, mostly none
    /// @throws ProblemException `traffic-log-unavailable` if it cannot be written
    public long repair() {
        if (!Files.exists(file)) {
            return 0;
        }
        return locked(
                channel -> {
                    long before = channel.size();
                    cutOff(channel, content(channel));
                    return before - channel.size();
                });
    }

    /// Adds a change, which is made of those before it while nobody else may write.
    ///
    /// @param next gives null if there is nothing to add
    /// @return all changes
    /// @throws ProblemException `traffic-log-unavailable` if it cannot be read or written
    WeightHistory append(Function<WeightHistory, @Nullable TrafficWeightChange> next) {
        return locked(channel -> append(channel, next));
    }

    /// The change of this number, if it was moved out of the journal.
    ///
    /// @param number from 1 on
    /// @throws ProblemException `traffic-log-unavailable` if the audit cannot be read
    Optional<TrafficWeightChange> audited(int number) {
        Pattern name = Pattern.compile(Pattern.quote(endpoint + "-") + "(\\d+)-(\\d+)\\.yaml");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(audit())) {
            for (Path each : files) {
                Matcher matcher = name.matcher(each.getFileName().toString());
                if (matcher.matches()
                        && Integer.parseInt(matcher.group(1)) <= number
                        && number <= Integer.parseInt(matcher.group(2))) {
                    int place = number - Integer.parseInt(matcher.group(1));
                    return Optional.of(
                            WeightEntries.parse(each, Files.readAllBytes(each))
                                    .changes()
                                    .get(place));
                }
            }
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            throw unusable("has an audit that cannot be read: " + e, "look at " + audit(), e);
        }
        return Optional.empty();
    }

    private Path audit() {
        return file.resolveSibling("audit");
    }

    private interface Work<T> {
        T with(FileChannel journal) throws IOException;
    }

    private <T> T locked(Work<T> work) {
        try {
            Files.createDirectories(file.getParent());
            // A lock of its own: the journal's file may be replaced by a shorter one.
            try (var lockChannel =
                            FileChannel.open(
                                    file.resolveSibling("." + endpoint + ".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock _ = lock(lockChannel);
                    var channel =
                            FileChannel.open(
                                    file,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE)) {
                return work.with(channel);
            }
        } catch (IOException e) {
            throw unusable(
                    "cannot be written: " + e + "; nothing was changed",
                    "make room on its disk, and let whoever changes weights write to "
                            + file.getParent(),
                    e);
        }
    }

    /// Waits for others of this process and of other ones, who hold it for some milliseconds.
    private static FileLock lock(FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LOCK_WAIT_MAX.toNanos()) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException byThisProcess) {
                // Waits as well.
            }
            LockSupport.parkNanos(LOCK_PAUSE.toNanos());
        }
        throw new IOException("another holds its lock for more than " + LOCK_WAIT_MAX);
    }

    private WeightHistory append(
            FileChannel channel, Function<WeightHistory, @Nullable TrafficWeightChange> next)
            throws IOException {
        byte[] content = content(channel);
        WeightHistory before = whole(content);
        TrafficWeightChange change = next.apply(before);
        if (change == null) {
            return before;
        }
        int end = cutOff(channel, content);
        List<TrafficWeightChange> all = new ArrayList<>(before.changes());
        all.add(change);
        // Who mended it by hand may have left the end of the line out.
        boolean midLine = end > 0 && content[end - 1] != '\n';
        byte[] entry = bytes((midLine ? "\n" : "") + WeightEntries.text(change));
        if (end + entry.length > bytesMax && all.size() > 1) {
            return moveEarlier(new WeightHistory(before.earlier(), all));
        }
        write(channel, entry, end);
        return new WeightHistory(before.earlier(), all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] content(FileChannel channel) throws IOException {
        var content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // Reads on.
        }
        return content.array();
    }

    /// @return where the next entry begins
    private static int cutOff(FileChannel channel, byte[] content) throws IOException {
        int end = WeightEntries.wholeLength(content);
        if (end < content.length) {
            channel.truncate(end);
            channel.force(true);
        }
        return end;
    }

    private void write(FileChannel channel, byte[] entry, long end) throws IOException {
        try {
            disk.write(channel, ByteBuffer.wrap(entry), end);
        } catch (IOException e) {
            try {
                channel.truncate(end);
                channel.force(true);
            } catch (IOException later) {
                // Whoever is next cuts it off.
                e.addSuppressed(later);
            }
            throw e;
        }
    }

    /// Moves all but the last changes to the audit. If that is interrupted, the audit has changes
    /// that are in the journal as well.
    private WeightHistory moveEarlier(WeightHistory all) throws IOException {
        int moved = Math.max(1, all.changes().size() - KEPT);
        int first = all.earlier() + 1;
        int last = all.earlier() + moved;
        Files.createDirectories(audit());
        replace(
                audit().resolve(endpoint + "-" + first + "-" + last + ".yaml"),
                WeightEntries.text(all.earlier(), all.changes().subList(0, moved)));
        var kept = new WeightHistory(last, all.changes().subList(moved, all.changes().size()));
        replace(file, WeightEntries.text(last, kept.changes()));
        return kept;
    }

    private void replace(Path target, String text) throws IOException {
        Path draft = target.resolveSibling("." + target.getFileName() + ".draft");
        try {
            try (var channel =
                    FileChannel.open(
                            draft,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                disk.write(channel, ByteBuffer.wrap(bytes(text)), 0);
            }
            Files.move(
                    draft,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private ProblemException unusable(String what, String remedy, Exception cause) {
        var problem =
                new ProblemException(
                        ProblemCode.TRAFFIC_LOG_UNAVAILABLE,
                        "the journal " + file + " " + what,
                        remedy);
        problem.addSuppressed(cause);
        return problem;
    }
}
