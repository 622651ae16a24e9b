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

/// Bulk load that writes rows as table files of the store.
///
/// Rows are collected per file, then sorted and written by a second thread. At the end the store
/// ingests all files at once. Keys with different first bytes go to different files: a file with
/// both ends of the key range would overlap everything between. Files of ordered rows do not
/// overlap and go to the lowest level, where nothing rewrites them; others are searched by every
/// read until they are compacted.
final class RocksLoad implements BulkLoad {
    /// Small enough that the last one is soon written, and two fit into memory.
    static final long CHUNK_BYTES = 16L << 20;

    private final RocksStore store;
    private final long chunkBytes;
    private final List<Path> files = new ArrayList<>();

    /// Buffers by the first byte of the keys.
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

    /// Frees the rows once written or failed.
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
                            "check the disk and the permissions of that directory"),
                    e);
        }
    }

    /// Waits for the current file, some tenths of a second at most. An interrupt takes effect
    /// afterwards.
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
                // A discarded load need not have been written.
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
