package dev.berth.featurestore.served;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedRowSource;
import dev.berth.protocol.feature.FeatureJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a log of what was served, and the rows in them. For one thread.
public final class ServedLogFiles implements ServedRowSource {
    private static final String SUFFIX = ".ndjson";
    private static final DateTimeFormatter BEGUN =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Path folder;
    private final ServedRowReader reader;
    private final Instant from;
    private final Instant until;
    private long rowCount;
    private long brokenCount;
    private @Nullable String firstBroken;

    /// @param definitions by which values are read
    /// @param from rows of reads as of an instant before are passed over
    /// @param until rows of reads as of an instant behind are passed over
    public ServedLogFiles(
            Path folder, FeatureDefinitions definitions, Instant from, Instant until) {
        this.folder = folder;
        this.reader = new ServedRowReader(definitions);
        this.from = from;
        this.until = until;
    }

    /// Of names, the order is that of time.
    static Path file(Path folder, Instant begun, long process, int number) {
        return folder.resolve(BEGUN.format(begun) + "-" + process + "-" + number + SUFFIX);
    }

    /// Deletes the oldest files, until there are at most so many bytes.
    static void keep(Path folder, long bytesMax) throws IOException {
        List<Path> files = list(folder);
        long bytes = 0;
        for (Path file : files.reversed()) {
            bytes += size(file);
            if (bytes > bytesMax) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// One that another process has deleted meanwhile has none.
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /// Lines that are none of a log are counted and passed over: the last one of a process that was
    /// killed is cut off.
    ///
    /// @throws ProblemException `source-unavailable` if there is no log, or it cannot be read
    @Override
    public void visit(Consumer<ServedRow> visitor) {
        for (Path file : files()) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                int number = 0;
                for (String line; (line = lines.readLine()) != null; ) {
                    number++;
                    read(line, file, number, visitor);
                }
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(file, e);
            }
        }
    }

    private List<Path> files() {
        try {
            return Files.isDirectory(folder) ? list(folder) : new ArrayList<>();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private void read(String line, Path file, int number, Consumer<ServedRow> visitor) {
        ServedRow row;
        try {
            row = reader.read(line);
        } catch (IllegalArgumentException broken) {
            brokenCount++;
            if (firstBroken == null) {
                firstBroken = file + ", line " + number + ": " + broken.getMessage();
            }
            return;
        }
        Instant at = FeatureJson.instant(row.atMicros());
        if (!at.isBefore(from) && !at.isAfter(until)) {
            rowCount++;
            visitor.accept(row);
        }
    }

    private static ProblemException unreadable(Path path, Exception e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        "the log of what was served, " + path + ", cannot be read: " + e,
                        "make it readable for this user"),
                e);
    }

    /// Where the files are.
    public Path folder() {
        return folder;
    }

    /// How many rows were shown.
    public long rowCount() {
        return rowCount;
    }

    /// How many lines could not be read.
    public long brokenCount() {
        return brokenCount;
    }

    /// Which line was the first of them, and why.
    public Optional<String> firstBroken() {
        return Optional.ofNullable(firstBroken);
    }
}
