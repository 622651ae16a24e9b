package dev.berth.features.statistics;

import java.util.Optional;

/// An entity that is checked. Its bytes are never changed.
final class SampledEntity {
    private final byte[] key;
    private final Optional<byte[]> row;

    /// @param row what the store has of it, if that is at hand
    SampledEntity(byte[] key, Optional<byte[]> row) {
        this.key = key;
        this.row = row;
    }

    /// The bytes of its key.
    byte[] key() {
        return key;
    }

    /// Its row; empty if the store has to be asked.
    Optional<byte[]> row() {
        return row;
    }

    SampledEntity withoutRow() {
        return new SampledEntity(key, Optional.empty());
    }
}
