package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Rows on their way into the store as files of its own format.
///
/// Rows gather until there are enough for a file, are sorted, and written, by a thread beside the
/// one that puts more. At the end the store takes in all files at once, by their names. Keys that
/// begin with different bytes go to different files: one with keys from the beginning and from the
/// end would overlap everything between. If rows came in order the files do not overlap, and go to
/// the store's lowest level, where nothing rewrites them; if they did not, reads look into each
/// file until the store has merged them.
final class RocksLoad implements BulkLoad {
    /// Small enough that the last one is soon written, and two fit into any memory.
    static final long CHUNK_BYTES = 16L << 20;

    private final RocksStore store;
    private final long chunkBytes;
    private final List<Path> files = new ArrayList<>();

    /// By the first byte of their keys.
    private final Map<Byte, SstRowBuffer> rows = new TreeMap<>();

    private long byteCount;
    private @Nullable FutureTask<Boolean> writing;
    private @Nullable Path folder;
    private boolean ended;

    RocksLoad(RocksStore store, long chunkBytes) {
        this.store = store;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        requireOpen();
        byte first = key.length == 0 ? 0 : key[0];
        rows.computeIfAbsent(first, none -> new SstRowBuffer()).add(key, value);
        byteCount += key.length + value.length;
        if (byteCount >= chunkBytes) {
            writeFiles();
        }
    }

    @Override
    public void finish() {
        requireOpen();
        writeFiles();
        awaitWritten();
        if (!files.isEmpty()) {
            store.takeIn(files);
        }
        close();
    }

    private void writeFiles() {
        Iterator<SstRowBuffer> left = rows.values().iterator();
        while (left.hasNext()) {
            awaitWritten();
            Path file = folder().resolve(files.size() + ".sst");
            files.add(file);
            writeBeside(left.next(), file);
            left.remove();
        }
        byteCount = 0;
    }

    /// Rows are given back to the system when they are written, or could not be.
    private void writeBeside(SstRowBuffer gathered, Path file) {
        var task =
                new FutureTask<>(
                        () -> {
                            try (gathered) {
                                store.writeFile(file, gathered);
                            }
                            return true;
                        });
        writing = task;
        Thread.ofPlatform().daemon().name("berth-rocksdb-load").start(task);
    }

    private Path folder() {
        Path known = folder;
        if (known != null) {
            return known;
        }
        try {
            Path fresh = LoadFolder.create(store.loads());
            folder = fresh;
            return fresh;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ONLINE_STORE_UNAVAILABLE,
                            "files of a load cannot be written to " + store.loads() + ": " + e,
                            "look at the disk and at the rights to that folder"),
                    e);
        }
    }

    /// Waits for the file that is being written, some tenths of a second at most. The caller that
    /// is interrupted finds out afterwards.
    private void awaitWritten() {
        FutureTask<Boolean> task = writing;
        writing = null;
        boolean interrupted = false;
        try {
            while (task != null) {
                try {
                    task.get();
                    task = null;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException problem
                    ? new ProblemException(problem.problem(), e)
                    : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the load has ended");
        }
    }

    @Override
    public void close() {
        ended = true;
        rows.values().forEach(SstRowBuffer::close);
        rows.clear();
        if (folder != null) {
            try {
                awaitWritten();
            } catch (ProblemException e) {
                // What is given up need not have been written.
            }
            try {
                LoadFolder.clear(folder);
            } catch (IOException e) {
                System.getLogger(RocksLoad.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "files of a load stay behind until the store is opened again",
                                e);
            }
            folder = null;
        }
    }
}
