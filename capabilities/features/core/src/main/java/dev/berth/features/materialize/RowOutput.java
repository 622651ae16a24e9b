package dev.berth.features.materialize;

import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import org.jspecify.annotations.Nullable;

/// Rows on their way into the store, some of them at a time: those of a new generation by loads,
/// since there are many and no caller reads them yet. For one thread.
final class RowOutput implements AutoCloseable {
    /// Rows of one write: enough that its cost is shared, few enough that little is done again.
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

    /// @param note which has the store look whether this run is still the one that writes
    /// @param isLoaded whether they are loaded
    /// @param loadBytesMax so many bytes of a load are enough
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

    /// Whether it is time for [#write].
    boolean isEnough() {
        return loadedBytes >= loadBytesMax
                || batch.changes().size() >= ROWS_OF_A_WRITE
                || batch.byteCount() >= BYTES_OF_A_WRITE;
    }

    /// Brings what was put into the store. All of it or nothing, but for loads in batches, whose
    /// last one has the mark.
    ///
    /// @param mark which was put last
    /// @throws dev.berth.core.ProblemException `materialization-conflict` if another process is at
    ///   it
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
