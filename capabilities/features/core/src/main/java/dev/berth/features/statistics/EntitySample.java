package dev.berth.features.statistics;

import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Sample of a view's entities, determined by their keys alone.
///
/// The hash of a key gives the entity a *level*: half of all have level 0, a quarter 1, and so on.
/// The sample holds the entities from a *floor* on, the lowest that keeps it within its limit. The
/// floor only rises, so the sample depends only on the set of entities and is stable as they are
/// added. Not thread-safe.
final class EntitySample {
    /// Limit of key bytes; long keys reduce the sample.
    static final long BYTES_MAX = 8L << 20;

    /// Limit of row bytes in memory.
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

    /// The lowest level in the sample.
    int floor() {
        return floor;
    }

    /// Drops entities below a level, as the sample did that this one continues.
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

    /// Adds an entity that was not added before.
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

    /// Whether an added entity is in the sample.
    boolean has(byte[] key) {
        return has(key, 0);
    }

    /// The same for a key at an offset in an array.
    boolean has(byte[] bytes, int from) {
        int level = Long.numberOfTrailingZeros(StableHash.ofBytes(bytes, from));
        return Math.min(level, LEVEL_MAX) >= floor;
    }

    /// The entities in the order of their key bytes.
    List<SampledEntity> sorted() {
        List<SampledEntity> sorted = new ArrayList<>(entities);
        sorted.sort(Comparator.comparing(SampledEntity::key, Arrays::compareUnsigned));
        return sorted;
    }
}
