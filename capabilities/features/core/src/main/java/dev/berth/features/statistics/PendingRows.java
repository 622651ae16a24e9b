package dev.berth.features.statistics;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Rows of sampled entities that a run is about to write. Not thread-safe.
final class PendingRows {
    /// Memory limit; more rows reduce the sample.
    static final long BYTES_MAX = 64L << 20;

    /// Overhead of a row besides its own bytes and those of its key.
    private static final int OBJECTS_BYTES = 120;

    private final Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private long byteCount;

    /// Adds a row of a sampled entity. Reduces the sample until the rest fits.
    void put(byte[] entity, byte[] row, EntitySample sample) {
        rows.put(entity, row);
        byteCount += bytes(entity, row);
        while (byteCount > BYTES_MAX) {
            sample.raise(sample.floor() + 1);
            rows.keySet().removeIf(key -> !sample.has(key));
            byteCount = 0;
            rows.forEach((key, kept) -> byteCount += bytes(key, kept));
        }
    }

    private static long bytes(byte[] entity, byte[] row) {
        return (long) OBJECTS_BYTES + entity.length + row.length;
    }

    /// The entity with its future row, if that changes.
    SampledEntity of(SampledEntity entity) {
        byte[] row = rows.get(entity.key());
        return row == null ? entity : new SampledEntity(entity.key(), Optional.of(row));
    }
}
