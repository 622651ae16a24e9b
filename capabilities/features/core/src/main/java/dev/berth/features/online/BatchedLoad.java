package dev.berth.features.online;

import java.util.function.Consumer;

/// Bulk load in batches, for stores without a faster way.
final class BatchedLoad implements BulkLoad {
    /// Enough to share the fixed cost of a write, few enough not to delay other callers of the
    /// store.
    private static final int BATCH_ROWS = 1_000;

    /// Byte limit of a batch, for larger rows.
    private static final long BATCH_BYTES = 4L << 20;

    private final Consumer<StoreBatch> writer;
    private final StoreBatch batch = new StoreBatch();
    private boolean ended;

    BatchedLoad(Consumer<StoreBatch> writer) {
        this.writer = writer;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        requireOpen();
        batch.put(key, value);
        if (batch.changes().size() >= BATCH_ROWS || batch.byteCount() >= BATCH_BYTES) {
            flush();
        }
    }

    @Override
    public void finish() {
        requireOpen();
        flush();
        ended = true;
    }

    @Override
    public void close() {
        ended = true;
        batch.clear();
    }

    private void flush() {
        if (!batch.isEmpty()) {
            writer.accept(batch);
            batch.clear();
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the load has ended");
        }
    }
}
