package dev.berth.features.materialise;

import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import org.jspecify.annotations.Nullable;

/// Rows on their way into the store, some of them at a time: those of a new generation by loads,
/// since there are many and nobody reads them yet. For one thread.
final class RowOutput implements AutoCloseable {
    /// Rows of one write: enough that its cost is shared, few enough that little is done again.
    static final int ROWS_OF_A_WRITE = 2_000;

    /// Bytes of one write, for views with large rows.
    private static final long BYTES_OF_A_WRITE = 4L << 20;

    private final OnlineStore store;
    private final boolean isLoaded;
    private final long loadBytesMax;
    private final StoreBatch batch = new StoreBatch();
    private @Nullable BulkLoad load;
    private long loadedBytes;

    /// @param isLoaded whether they are loaded
    /// @param loadBytesMax so many bytes of a load are enough
    RowOutput(OnlineStore store, boolean isLoaded, long loadBytesMax) {
        this.store = store;
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
            now = store.bulkLoad();
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

    /// Brings what was put into the store, all of it or nothing.
    void write() {
        if (load != null) {
            load.finish();
            load = null;
            loadedBytes = 0;
        }
        store.write(batch);
        batch.clear();
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
    }
}
