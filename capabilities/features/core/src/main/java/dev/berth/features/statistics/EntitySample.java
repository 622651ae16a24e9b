package dev.berth.features.statistics;

import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    /// Rows of more bytes in all are not kept at hand.
    static final long ROW_BYTES_MAX = 32L << 20;

    private static final int LEVEL_MAX = 62;

    private final int countMax;
    private List<SampledEntity> entities = new ArrayList<>();
    private long byteCount;
    private long rowByteCount;
    private int floor;

    EntitySample(int countMax) {
        this.countMax = countMax;
    }

    /// The level from which on entities are in it.
    int floor() {
        return floor;
    }

    /// Leaves out entities below a level, as a sample did that this one continues from.
    void raise(int level) {
        if (level > floor) {
            floor = level;
            keepSampled();
        }
    }

    private void keepSampled() {
        entities = new ArrayList<>(entities.stream().filter(kept -> has(kept.key())).toList());
        byteCount = entities.stream().mapToLong(kept -> kept.key().length).sum();
        rowByteCount = entities.stream().mapToLong(EntitySample::rowBytes).sum();
    }

    private static int rowBytes(SampledEntity entity) {
        return entity.row().map(row -> row.length).orElse(0);
    }

    /// Adds an entity, which is none that was added before.
    void add(SampledEntity entity) {
        if (!has(entity.key())) {
            return;
        }
        boolean isRowKept = rowByteCount + rowBytes(entity) <= ROW_BYTES_MAX;
        SampledEntity kept = isRowKept ? entity : entity.withoutRow();
        entities.add(kept);
        byteCount += kept.key().length;
        rowByteCount += rowBytes(kept);
        while ((entities.size() > countMax || byteCount > BYTES_MAX) && floor < LEVEL_MAX) {
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
        int level = Long.numberOfTrailingZeros(StableHash.ofBytes(bytes, from));
        return Math.min(level, LEVEL_MAX) >= floor;
    }

    /// In the order of the bytes of their keys.
    List<SampledEntity> sorted() {
        List<SampledEntity> sorted = new ArrayList<>(entities);
        sorted.sort(Comparator.comparing(SampledEntity::key, Arrays::compareUnsigned));
        return sorted;
    }
}
