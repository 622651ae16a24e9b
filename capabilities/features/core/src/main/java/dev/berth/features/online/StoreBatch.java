package dev.berth.features.online;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Atomic batch of changes to a store. Of several changes of one key the last counts. Not
/// thread-safe.
public final class StoreBatch {
    private final List<Change> changes = new ArrayList<>();
    private long byteCount;

    /// Change of one key: a new value or a removal.
    public static final class Change {
        private final byte[] key;
        private final byte @Nullable [] value;

        Change(byte[] key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }

        public byte[] key() {
            return key;
        }

        /// The new value; null for a removal.
        public byte @Nullable [] value() {
            return value;
        }
    }

    public void put(byte[] key, byte[] value) {
        changes.add(new Change(key, value));
        byteCount += key.length + value.length;
    }

    public void delete(byte[] key) {
        changes.add(new Change(key, null));
        byteCount += key.length;
    }

    public List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /// The number of bytes in keys and values.
    public long byteCount() {
        return byteCount;
    }

    public void clear() {
        changes.clear();
        byteCount = 0;
    }
}
