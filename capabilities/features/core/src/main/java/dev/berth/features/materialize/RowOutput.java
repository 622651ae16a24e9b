package dev.berth.features.materialize;

import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import org.jspecify.annotations.Nullable;

/// Writer of rows into the store in batches, and by bulk loads for a new generation, which has many
/// rows and no reader yet. Not thread-safe.
final class RowOutput implements AutoCloseable {
    /// Rows of one write: enough to share its cost, few enough to repeat little after a failure.
    static final int ROWS_OF_A_WRITE = 2_000;

    /// Bytes of one write, for views with large rows.
    private static final long BYTES_OF_A_WRITE = 4L << 20;

    private final OnlineStore store;
    private final CheckpointStore note;
    private final boolean isLoaded;
    private final long loadBytesMax;
    private final StoreBatch batch = new StoreBatch();
    private @Nullable BulkLoad load;
    private long loadedBytes;

    /// @param note checkpoint store, which detects a concurrent run
    /// @param isLoaded whether to use bulk loads
    /// @param loadBytesMax bytes after which a bulk load ends
    RowOutput(OnlineStore store, CheckpointStore note, boolean isLoaded, long loadBytesMax) {
        this.store = store;
        this.note = note;
        this.isLoaded = isLoaded;
        this.loadBytesMax = loadBytesMax;
    }

    void put(byte[] key, byte[] row) {
        if (!isLoaded) {
            batch.put(key, row);
            return;
        }
        BulkLoad now = load;
        if (now == null) {
            now = store.bulkLoad(note::write);
            load = now;
        }
        now.put(key, row);
        loadedBytes += key.length + row.length;
    }

    /// Whether a [#write] is due.
    boolean isEnough() {
        return loadedBytes >= loadBytesMax
                || batch.changes().size() >= ROWS_OF_A_WRITE
                || batch.byteCount() >= BYTES_OF_A_WRITE;
    }

    /// Writes the buffered rows. Atomic except for batched loads, whose last batch has the mark.
    ///
    /// @param mark written last
    /// @throws dev.berth.core.ProblemException `materialization-conflict` if another process
    ///   materializes the view
    void write(byte[] mark) {
        if (isLoaded) {
            note.requireUnchanged();
            if (load != null) {
                load.finish();
                load = null;
                loadedBytes = 0;
            }
            note.wrote(mark);
        } else {
            note.write(batch, mark);
            batch.clear();
        }
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
    }
}
