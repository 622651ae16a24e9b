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

/// Reader of the files of a serving log. Not thread-safe.
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

    /// @param definitions for decoding values
    /// @param from earlier reads are skipped
    /// @param until later reads are skipped
    public ServedLogFiles(
            Path folder, FeatureDefinitions definitions, Instant from, Instant until) {
        this.folder = folder;
        this.reader = new ServedRowReader(definitions);
        this.from = from;
        this.until = until;
    }

    /// A file whose name sorts by time.
    static Path file(Path folder, Instant begun, long process, int number) {
        return folder.resolve(BEGUN.format(begun) + "-" + process + "-" + number + SUFFIX);
    }

    /// Deletes the oldest files beyond a total size.
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

    /// The size, or 0 if another process has deleted the file.
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

    /// Lines that cannot be read are counted and skipped: the last one of a killed process is
    /// truncated.
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

    /// The directory of the files.
    public Path folder() {
        return folder;
    }

    /// The number of rows visited.
    public long rowCount() {
        return rowCount;
    }

    /// The number of unreadable lines.
    public long brokenCount() {
        return brokenCount;
    }

    /// Location and cause of the first unreadable line.
    public Optional<String> firstBroken() {
        return Optional.ofNullable(firstBroken);
    }
}
