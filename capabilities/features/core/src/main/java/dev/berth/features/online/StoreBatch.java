package dev.berth.features.online;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is written to a store at once, all of it or nothing. Of several changes of one key the last
/// counts. For one thread.
public final class StoreBatch {
    private final List<Change> changes = new ArrayList<>();
    private long byteCount;

    /// One key that gets a value, or loses it.
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

        /// The new value; null if the key goes.
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

    /// How many bytes keys and values have.
    public long byteCount() {
        return byteCount;
    }

    public void clear() {
        changes.clear();
        byteCount = 0;
    }
}
