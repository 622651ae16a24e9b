package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoreUnderLoadContract;
import dev.berth.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract tests of a store whose row cache wraps continuously.
class SmallCacheUnderLoadTest extends StoreUnderLoadContract {
    private static final int PAIRS = 300;
    private static final int WRITES = 500 * Integer.getInteger("berth.cases.factor", 1);

    @TempDir private Path folder;

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder.resolve("store"), 96 << 10);
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    /// By single rows and files, each pair of rows together.
    @Test
    void read_whilePairsAreWritten_neverGoesBackAndNeverSeesHalf() throws Exception {
        var newest = new AtomicIntegerArray(PAIRS);
        var ended = new AtomicBoolean();
        var begun = new CountDownLatch(3);
        writeAll();
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            List<Future<Void>> readers = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                var random = new Random(seed + reader);
                readers.add(executor.submit(() -> readUntil(ended, newest, begun, random)));
            }
            try {
                var random = new Random(seed);
                Await.zero(begun);
                for (int i = 0; i < WRITES; i++) {
                    write(newest, random);
                }
            } finally {
                ended.set(true);
            }
            for (Future<Void> reader : readers) {
                reader.get();
            }
        }
        assertThat(((RocksStore) store()).rowHitCount()).isPositive();
    }

    private void writeAll() {
        var batch = new StoreBatch();
        for (int pair = 0; pair < PAIRS; pair++) {
            batch.put(key(pair, 0), number(0));
            batch.put(key(pair, 1), number(0));
        }
        store().write(batch);
    }

    private void write(AtomicIntegerArray newest, Random random) {
        int pair = random.nextInt(PAIRS);
        byte[] number = number(newest.get(pair) + 1);
        if (random.nextInt(30) == 0) {
            try (var load = store().bulkLoad()) {
                load.put(key(pair, 0), number);
                load.put(key(pair, 1), number);
                load.finish();
            }
        } else {
            var batch = new StoreBatch();
            batch.put(key(pair, 0), number);
            batch.put(key(pair, 1), number);
            store().write(batch);
        }
        newest.incrementAndGet(pair);
    }

    private @Nullable Void readUntil(
            AtomicBoolean ended, AtomicIntegerArray newest, CountDownLatch begun, Random random) {
        int[] seen = new int[PAIRS];
        for (; !ended.get(); begun.countDown()) {
            int pair = random.nextInt(PAIRS);
            int atLeast = Math.max(seen[pair], newest.get(pair));
            List<byte @Nullable []> rows =
                    random.nextBoolean()
                            ? store().readAll(List.of(key(pair, 0), key(pair, 1)))
                            : Arrays.asList(
                                    new byte @Nullable [][] {
                                        store().read(key(pair, random.nextInt(2)))
                                    });
            seen[pair] = number(rows.getFirst());
            assertThat(seen[pair]).as("seed %d", seed).isGreaterThanOrEqualTo(atLeast);
            assertThat(rows).as("seed %d", seed).allMatch(row -> number(row) == seen[pair]);
        }
        return null;
    }

    private static int number(byte @Nullable [] row) {
        return ByteBuffer.wrap(Objects.requireNonNull(row, "no row")).getInt();
    }

    private static byte[] key(int pair, int side) {
        return ByteBuffer.allocate(6).put((byte) 9).putInt(pair).put((byte) side).array();
    }

    /// Not all rows of the pairs fit into the cache.
    private static byte[] number(int number) {
        return ByteBuffer.allocate(120).putInt(number).array();
    }
}
