package dev.berth.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The end of what a process wrote to its outputs; the rest is read and forgotten. Thread-safe.
final class OutputTail {
    /// A JVM that crashes says in as many bytes where and why.
    private static final int BYTES_MAX = 4096;

    private static final int LINES_MAX = 24;

    private final byte[] ring = new byte[BYTES_MAX];
    private final Thread reader;
    private long written;

    OutputTail(InputStream source, long processId) {
        reader =
                Thread.ofPlatform()
                        .name("berth-worker-output-" + processId)
                        .daemon()
                        .start(() -> readAll(source));
    }

    private void readAll(InputStream source) {
        var part = new byte[BYTES_MAX];
        try (source) {
            for (int count = source.read(part); count >= 0; count = source.read(part)) {
                append(part, count);
            }
        } catch (IOException e) {
            // Closed; what has come is what there is.
        }
    }

    private synchronized void append(byte[] part, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % BYTES_MAX)] = part[i];
        }
    }

    /// Waits for the last of them, but not for long: a process that this one has started may keep
    /// the output open.
    void awaitEnd(Duration time) throws InterruptedException {
        reader.join(time);
    }

    /// The last lines, without what is no text.
    List<String> lines() {
        List<String> all =
                text().lines()
                        .map(WorkerProblem::plain)
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.equals("#"))
                        .toList();
        return all.subList(Math.max(0, all.size() - LINES_MAX), all.size());
    }

    private synchronized String text() {
        int count = (int) Math.min(written, BYTES_MAX);
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = ring[(int) ((written - count + i) % BYTES_MAX)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
