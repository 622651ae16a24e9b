package dev.berth.featurestore.served;

import dev.berth.features.skew.LogStatus;
import dev.berth.features.skew.ServedFeatureLogger;
import dev.berth.features.skew.ServedRow;
import dev.berth.protocol.json.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Log of sampled served rows in files, written on its own thread. Thread-safe.
///
/// Requests never wait: rows go through a bounded queue, and those that do not fit are counted and
/// dropped. Each file and their total have a limit; the oldest files are deleted. Queued rows are
/// lost if the process is killed.
public final class ServedLog implements ServedFeatureLogger, AutoCloseable {
    /// Queue limit; some ten megabytes.
    static final int QUEUE_MAX = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(ServedLog.class);
    private static final int TOGETHER_MAX = 1_024;
    private static final long IDLE_MILLIS = 200;
    private static final long CLOSE_MILLIS = 5_000;
    private static final int LINE_BYTES = 4_096;

    private final Path folder;
    private final DoubleSupplier share;
    private final long fileBytesMax;
    private final long bytesMax;
    private final BlockingQueue<ServedRow> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Thread writer;
    private volatile boolean isWriting;
    private volatile boolean isClosed;

    /// Only for the writer thread.
    private @Nullable OutputStream file;

    private long fileBytes;
    private int fileNumber;

    private ServedLog(Path folder, DoubleSupplier share, long fileBytesMax, long bytesMax) {
        this.folder = folder;
        this.share = share;
        this.fileBytesMax = fileBytesMax;
        this.bytesMax = bytesMax;
        this.writer = Thread.ofPlatform().name("berth-served-log").daemon().unstarted(this::run);
    }

    /// Creates a log, whose thread and directory are created with the first row.
    ///
    /// @param share of rows to log, from 0 to 1; evaluated for each
    /// @param fileBytesMax size limit of a file
    /// @param bytesMax limit of all files, including those of other processes
    public static ServedLog open(
            Path folder, DoubleSupplier share, long fileBytesMax, long bytesMax) {
        return new ServedLog(folder, share, fileBytesMax, bytesMax);
    }

    @Override
    public boolean shouldSample() {
        double wanted = share.getAsDouble();
        return wanted > 0 && (wanted >= 1 || ThreadLocalRandom.current().nextDouble() < wanted);
    }

    @Override
    public void take(ServedRow row) {
        if (isClosed || !queue.offer(row)) {
            lost.increment();
        } else if (!isWriting) {
            beginWriting();
        }
    }

    private synchronized void beginWriting() {
        if (!isWriting) {
            isWriting = true;
            writer.start();
        }
    }

    /// The counts of sampled rows.
    public LogStatus status() {
        return new LogStatus(written.sum(), lost.sum());
    }

    private void run() {
        List<ServedRow> rows = new ArrayList<>();
        var sink = new ByteSink(LINE_BYTES);
        while (!isClosed || !queue.isEmpty()) {
            try {
                ServedRow first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    rows.add(first);
                    queue.drainTo(rows, TOGETHER_MAX - 1);
                    write(rows, sink);
                }
            } catch (InterruptedException e) {
                // Only #close ends it, when the queue is empty.
                isClosed = true;
            }
            rows.clear();
        }
        end();
    }

    private void write(List<ServedRow> rows, ByteSink sink) {
        sink.clear();
        rows.forEach(row -> ServedRowWriter.write(row, sink));
        byte[] lines = sink.toBytes();
        try {
            OutputStream out = file;
            if (out == null) {
                out = begin();
                file = out;
            }
            out.write(lines);
            fileBytes += lines.length;
            written.add(rows.size());
            if (fileBytes >= fileBytesMax) {
                end();
            }
        } catch (IOException e) {
            lost.add(rows.size());
            LOG.warn("what was served cannot be logged in {}: {}", folder, e.toString());
            end();
        }
    }

    private OutputStream begin() throws IOException {
        Files.createDirectories(folder);
        ServedLogFiles.keep(folder, Math.max(0, bytesMax - fileBytesMax));
        Path next =
                ServedLogFiles.file(
                        folder, Instant.now(), ProcessHandle.current().pid(), fileNumber++);
        fileBytes = 0;
        return Files.newOutputStream(next, StandardOpenOption.CREATE_NEW);
    }

    private void end() {
        OutputStream out = file;
        file = null;
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                LOG.warn("a log of what was served cannot be closed: {}", e.toString());
            }
        }
    }

    /// Writes the queued rows, for some seconds at most.
    @Override
    public void close() {
        isClosed = true;
        try {
            if (isWriting && !writer.join(Duration.ofMillis(CLOSE_MILLIS))) {
                LOG.warn("{} rows of what was served were not logged", queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
