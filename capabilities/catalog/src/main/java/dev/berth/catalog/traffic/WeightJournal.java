package dev.berth.catalog.traffic;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.WeightChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The changes of one endpoint's weights, in a file `.berth/traffic/<endpoint>.yaml` that only
/// grows: a YAML list, so that people can read it. The last entry is the state, all of them are its
/// audit.
///
/// Every process that has the directory reads the same. Writers take turns by a lock on the file;
/// an entry is written at once and forced to the disk. Thread-safe; every method does I/O.
public final class WeightJournal {
    /// Some thousands of changes; a description of a megabyte is refused by whoever reads it.
    private static final int BYTES_MAX = 900_000;

    private static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(5);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(1);

    private final Path file;

    private WeightJournal(Path file) {
        this.file = file;
    }

    /// The folder of a system's journals.
    public static Path folder(Path system) {
        return system.resolve(".berth").resolve("traffic");
    }

    /// That of an endpoint, which may not be there yet.
    public static WeightJournal of(Path system, EndpointName endpoint) {
        return new WeightJournal(folder(system).resolve(endpoint + ".yaml"));
    }

    /// Where it lies.
    public Path file() {
        return file;
    }

    /// All changes, from the first to the last; none if there is no file.
    ///
    /// @throws ProblemException `journal-unusable` if it cannot be read
    public List<WeightChange> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw unusable("cannot be read: " + e, "look at its permissions", e);
        }
    }

    /// Adds a change, which is made of those before it while nobody else may write.
    ///
    /// @param next gives null if there is nothing to add
    /// @return all changes
    /// @throws ProblemException `journal-unusable` if it cannot be read or written
    List<WeightChange> append(Function<List<WeightChange>, @Nullable WeightChange> next) {
        try {
            Files.createDirectories(file.getParent());
            try (var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                FileLock lock = lock(channel);
                try {
                    return append(channel, next);
                } finally {
                    lock.release();
                }
            }
        } catch (IOException e) {
            throw unusable(
                    "cannot be written: " + e,
                    "let whoever changes weights write to " + file.getParent(),
                    e);
        }
    }

    private List<WeightChange> append(
            FileChannel channel, Function<List<WeightChange>, @Nullable WeightChange> next)
            throws IOException {
        List<WeightChange> all = new ArrayList<>(parse(content(channel)));
        WeightChange change = next.apply(List.copyOf(all));
        if (change != null) {
            write(channel, entry(change));
            all.add(change);
        }
        return all;
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

    private static byte[] content(FileChannel channel) throws IOException {
        var content = ByteBuffer.allocate((int) Math.min(BYTES_MAX, channel.size()));
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // Reads on.
        }
        return content.array();
    }

    private void write(FileChannel channel, String entry) throws IOException {
        byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
        if (channel.size() + bytes.length > BYTES_MAX) {
            throw unusable(
                    "is full, with " + channel.size() + " bytes",
                    "move it elsewhere; what the endpoint's file declares is in force then",
                    null);
        }
        long end = channel.size();
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, end + buffer.position());
        }
        channel.force(true);
    }

    private static String entry(WeightChange change) {
        return "- at: "
                + quoted(change.at().toString())
                + "\n  who: "
                + quoted(change.who())
                + "\n  why: "
                + quoted(change.why())
                + "\n  declared: "
                + weights(change.declared())
                + "\n  before: "
                + weights(change.before())
                + "\n  after: "
                + weights(change.after())
                + "\n";
    }

    private static String weights(Map<String, Double> weights) {
        List<String> pairs = new ArrayList<>();
        weights.forEach((variant, weight) -> pairs.add(quoted(variant) + ": " + weight));
        return "{" + String.join(", ", pairs) + "}";
    }

    /// As JSON has it, which YAML has as well.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private List<WeightChange> parse(byte[] content) {
        if (content.length == 0) {
            return List.of();
        }
        Document document = DocumentReader.read(file, content);
        if (!document.mistakes().isEmpty() || document.value().isEmpty()) {
            throw unusable(
                    "is damaged: " + document.mistakes().getFirst(),
                    "mend that line, or move the file elsewhere",
                    null);
        }
        List<WeightChange> changes = new ArrayList<>();
        List<?> entries = document.value().get() instanceof List<?> list ? list : List.of("");
        for (int i = 0; i < entries.size(); i++) {
            changes.add(change(entries.get(i), document.locate("/" + i).line()));
        }
        return changes;
    }

    private WeightChange change(@Nullable Object entry, int line) {
        if (entry instanceof Map<?, ?> map
                && map.get("at") instanceof String at
                && map.get("who") instanceof String who
                && map.get("why") instanceof String why) {
            try {
                return new WeightChange(
                        Instant.parse(at),
                        who,
                        why,
                        weights(map.get("declared")),
                        weights(map.get("before")),
                        weights(map.get("after")));
            } catch (DateTimeParseException | ClassCastException e) {
                // Told below.
            }
        }
        throw unusable(
                "is damaged in line " + line + ": " + Excerpt.of(String.valueOf(entry)),
                "mend that line, or move the file elsewhere",
                null);
    }

    /// @throws ClassCastException if they are none
    private static Map<String, Double> weights(@Nullable Object value) {
        Map<String, Double> weights = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map)) {
            throw new ClassCastException("no weights");
        }
        map.forEach((name, weight) -> weights.put((String) name, ((Number) weight).doubleValue()));
        return weights;
    }

    private ProblemException unusable(String what, String remedy, @Nullable Exception cause) {
        var problem =
                new ProblemException(
                        ProblemCode.JOURNAL_UNUSABLE, "the journal " + file + " " + what, remedy);
        if (cause != null) {
            problem.addSuppressed(cause);
        }
        return problem;
    }
}
