package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;

/// Partial aggregate that can be read from bytes.
interface StoredPartial extends PartialAggregate {

    /// Reads the bytes of [#write] into this partial, which is empty.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of such a partial
    void read(ByteReader in);
}
