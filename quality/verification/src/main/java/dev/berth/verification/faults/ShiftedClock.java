package dev.berth.verification.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Adjustable wall clock of a process: a small C library (`clock.c`), compiled here by `cc` and
/// loaded before the system's.
final class ShiftedClock {
    private final Path library;
    private final Path file;

    private ShiftedClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /// Creates an unshifted clock; empty without `cc` or Linux.
    static Optional<ShiftedClock> in(Path folder) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        Path source = folder.resolve("clock.c");
        try (InputStream text =
                Objects.requireNonNull(ShiftedClock.class.getResourceAsStream("clock.c"))) {
            Files.write(source, text.readAllBytes());
        }
        Path library = folder.resolve("clock.so");
        try {
            int status =
                    new ProcessBuilder(
                                    "cc",
                                    "-shared",
                                    "-fPIC",
                                    "-O2",
                                    "-o",
                                    library.toString(),
                                    source.toString(),
                                    "-ldl")
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                return Optional.empty();
            }
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
        var clock = new ShiftedClock(library, folder.resolve("clock"));
        clock.set(Duration.ZERO);
        return Optional.of(clock);
    }

    /// The environment variables for the process.
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "BERTH_CLOCK_FILE", file.toString());
    }

    /// Shifts the clock.
    void set(Duration shift) throws IOException {
        byte[] seconds =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(shift.toSeconds())
                        .array();
        // In place: the process has the file mapped.
        Files.write(file, seconds, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
