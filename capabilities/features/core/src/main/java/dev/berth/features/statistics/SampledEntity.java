package dev.berth.features.statistics;

import java.util.Optional;

/// Sampled entity. Its bytes are never changed.
final class SampledEntity {
    private final byte[] key;
    private final Optional<byte[]> row;

    /// @param row the stored bytes, if in memory
    SampledEntity(byte[] key, Optional<byte[]> row) {
        this.key = key;
        this.row = row;
    }

    /// The bytes of its key.
    byte[] key() {
        return key;
    }

    /// Its row; empty if it must be read from the store.
    Optional<byte[]> row() {
        return row;
    }

    SampledEntity withoutRow() {
        return new SampledEntity(key, Optional.empty());
    }
}
