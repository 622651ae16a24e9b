package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    private static final int ROWS = 100_000;
    private static final int ROW_BYTES = 40;

    private final Arena arena = Arena.ofShared();
    private final RowRing ring = new RowRing(arena.allocate(ROWS * ROW_BYTES + 64L, 8));
    private final RowIndex index =
            new RowIndex(arena.allocate((1L << 20) * RowIndex.BUCKET_BYTES, 64), ring);

    @AfterEach
    void close() {
        arena.close();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(8).putInt(number).putInt(7).array();
    }

    private List<Long> put(int from, int to) {
        List<Long> positions = new ArrayList<>();
        for (int i = from; i < to; i++) {
            long position = ring.append(key(i), new byte[8], 1);
            index.put(KeyHash.of(key(i)), position);
            positions.add(position);
        }
        return positions;
    }

    @Test
    void find_asManyAsTheRingHolds_losesOneOfAHundredAtMost() {
        List<Long> positions = put(0, ROWS);
        int found = 0;
        for (int i = 0; i < ROWS; i++) {
            if (index.find(KeyHash.of(key(i)), Long.MAX_VALUE) == positions.get(i)) {
                found++;
            }
        }
        assertThat(found).isGreaterThan(ROWS - ROWS / 100);
    }

    @Test
    void put_more_hasABucketForTwoRowsOfTheRing() {
        assertThat(index.bucketCount()).isEqualTo(64);
        put(0, ROWS);
        assertThat(index.bucketCount()).isBetween(ROWS / 2 - 10, ROWS / 2 + 10);
        put(ROWS, 3 * ROWS);
        assertThat(index.bucketCount()).isBetween(ROWS / 2 - 10, ROWS / 2 + 10);
    }

    /// A row found there has the same hash bits by chance.
    @Test
    void find_whatWasWrittenOver_isNotTheRow() {
        put(0, ROWS);
        put(ROWS, 2 * ROWS);
        int found = 0;
        for (int i = 0; i < ROWS / 2; i++) {
            long position = index.find(KeyHash.of(key(i)), Long.MAX_VALUE);
            if (position != RowIndex.NOWHERE) {
                found++;
                assertThat(RowRing.isNone(ring.value(position, key(i), 1))).isTrue();
            }
        }
        assertThat(found).isLessThan(ROWS / 100);
    }

    @Test
    void put_again_findsTheNewOne() {
        long hash = KeyHash.of(key(1));
        long old = ring.append(key(1), null, 1);
        index.put(hash, old);
        long now = ring.append(key(1), null, 2);
        index.put(hash, now);
        assertThat(index.find(hash, Long.MAX_VALUE)).isEqualTo(now);
        assertThat(index.find(hash, now)).isEqualTo(RowIndex.NOWHERE);
    }
}
