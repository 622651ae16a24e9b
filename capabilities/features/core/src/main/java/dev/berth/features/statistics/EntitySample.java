package dev.berth.features.statistics;

import dev.berth.features.aggregate.ValueHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Some of a view's entities, chosen by their keys alone.
///
/// The hash of a key gives the entity a *level*: half of all have level 0, a quarter 1, and so on.
/// In the sample are those from a *floor* on, the lowest from which there are not too many. It only
/// rises as entities are added; so the sample depends on nothing but which entities there are, and
/// stays much the same as they come. For one thread.
final class EntitySample {
    /// Keys that are longer than usual make for fewer.
    static final long BYTES_MAX = 8L << 20;

    private static final int LEVEL_MAX = 62;

    private final int countMax;
    private List<byte[]> keys = new ArrayList<>();
    private long byteCount;
    private int floor;

    EntitySample(int countMax) {
        this.countMax = countMax;
    }

    /// The level from which on entities are in it.
    int floor() {
        return floor;
    }

    /// Leaves out entities below a level, as a sample did that this one goes on from.
    void raise(int level) {
        if (level > floor) {
            floor = level;
            keepSampled();
        }
    }

    private void keepSampled() {
        keys = new ArrayList<>(keys.stream().filter(this::has).toList());
        byteCount = keys.stream().mapToLong(kept -> kept.length).sum();
    }

    /// Adds an entity by the bytes of its key, which it keeps. It is none that was added before.
    void add(byte[] key) {
        if (!has(key)) {
            return;
        }
        keys.add(key);
        byteCount += key.length;
        while ((keys.size() > countMax || byteCount > BYTES_MAX) && floor < LEVEL_MAX) {
            floor++;
            keepSampled();
        }
    }

    /// Whether an entity is in the sample, if it is one of those that were added.
    boolean has(byte[] key) {
        return has(key, 0);
    }

    /// The same of one whose key begins at a place in some bytes.
    boolean has(byte[] bytes, int from) {
        int level = Long.numberOfTrailingZeros(ValueHash.ofBytes(bytes, from));
        return Math.min(level, LEVEL_MAX) >= floor;
    }

    /// The keys in the order of their bytes.
    List<byte[]> sorted() {
        List<byte[]> sorted = new ArrayList<>(keys);
        sorted.sort(Arrays::compareUnsigned);
        return sorted;
    }
}
