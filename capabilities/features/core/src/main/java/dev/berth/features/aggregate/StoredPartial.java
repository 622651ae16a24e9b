package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;

/// A partial that can be filled from bytes.
interface StoredPartial extends PartialAggregate {

    /// Reads what [#write] wrote into this one, which is empty.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of such a partial
    void read(ByteReader in);
}
