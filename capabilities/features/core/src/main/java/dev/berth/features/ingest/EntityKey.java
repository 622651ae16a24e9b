package dev.berth.features.ingest;

import java.util.Arrays;

/// Bytes of an entity's key, for lookups in maps.
final class EntityKey {
    private final byte[] bytes;
    private final int hash;

    EntityKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
