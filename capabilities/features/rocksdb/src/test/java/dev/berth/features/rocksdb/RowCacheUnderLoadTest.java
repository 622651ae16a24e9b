package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

/// Tests of many threads on a cache whose small ring wraps continuously.
///
/// Keys are written in groups, one version after the other. Every byte of a row shows its key and
/// version, so that a mixed row would be detected.
class RowCacheUnderLoadTest {
    private static final int GROUPS = 12;
    private static final int KEYS = 8;
    private static final int WRITES = 6_000;
    private static final int READERS = 4;

    private final long seed = Long.getLong("berth.seed", 20261125);
    private final ModelSource source = new ModelSource();
    private final RowCache cache = RowCache.of(64 << 10);
    private final AtomicBoolean ended = new AtomicBoolean();

    /// By group, the last acknowledged version.
    private final AtomicLongArray written = new AtomicLongArray(GROUPS);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void change_ofGroups_isNeverSeenInPartOrUndone() throws Exception {
        run(this::change);
    }

    /// Changes of unknown rows, as by a follower.
    @Test
    void changeAny_ofGroups_isNeverSeenInPartOrUndone() throws Exception {
        run(this::changeAny);
    }

    private interface Writing {
        void write(int group, long version, Random random) throws RocksDBException;
    }

    private void run(Writing writing) throws Exception {
        for (int group = 0; group < GROUPS; group++) {
            writing.write(group, 0, new Random(seed));
        }
        List<Callable<Void>> threads = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
            var random = new Random(seed + reader);
            threads.add(() -> readUntilTheEnd(random));
        }
        threads.add(this::crowdOut);
        List<Callable<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int first = writer;
            writers.add(() -> writeAll(writing, first));
        }
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            List<Future<Void>> readers = threads.stream().map(executor::submit).toList();
            try {
                for (Future<Void> each : executor.invokeAll(writers)) {
                    each.get();
                }
            } finally {
                ended.set(true);
            }
            for (Future<Void> each : readers) {
                each.get();
            }
        }
        assertThat(cache.hitCount()).isPositive();
    }

    /// Every second group belongs to one writer.
    private @Nullable Void writeAll(Writing writing, int first) throws RocksDBException {
        var random = new Random(seed - first);
        for (int i = 1; i <= WRITES; i++) {
            int group = random.nextInt(GROUPS / 2) * 2 + first;
            long version = written.get(group) + 1;
            writing.write(group, version, random);
            written.set(group, version);
        }
        return null;
    }

    private void change(int group, long version, Random random) throws RocksDBException {
        cache.change(
                keys(group),
                () -> {
                    pause(random);
                    source.write(keys(group), row(group, version));
                    pause(random);
                    return true;
                });
    }

    private void changeAny(int group, long version, Random random) throws RocksDBException {
        if (random.nextInt(8) == 0) {
            awaitHit();
        }
        if (random.nextBoolean()) {
            cache.changeAny(() -> false);
        }
        cache.changeAny(
                () -> {
                    pause(random);
                    source.write(keys(group), row(group, version));
                    pause(random);
                    return true;
                });
    }

    /// Otherwise no row would stay cached until it is read again.
    @SuppressWarnings("ThreadPriorityCheck") // Whatever order comes of it has to be right.
    private void awaitHit() {
        long before = cache.hitCount();
        while (written.get(0) > 0 && cache.hitCount() == before && !ended.get()) {
            Thread.yield();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // As above.
    private static void pause(Random random) {
        if (random.nextInt(4) == 0) {
            Thread.yield();
        }
    }

    private @Nullable Void readUntilTheEnd(Random random) throws RocksDBException {
        long[] seen = new long[GROUPS];
        while (!ended.get()) {
            int group = random.nextInt(GROUPS);
            long atLeast = Math.max(seen[group], written.get(group));
            List<byte[]> keys = keys(group).subList(random.nextInt(KEYS), KEYS);
            List<byte @Nullable []> rows =
                    random.nextBoolean()
                            ? cache.readAll(keys, source)
                            : List.of(requireRow(cache.read(keys.getFirst(), source)));
            long version = version(requireRow(rows.getFirst()));
            assertThat(version).as("seed %d", seed).isGreaterThanOrEqualTo(atLeast);
            for (byte[] row : rows) {
                assertThat(row).as("seed %d", seed).isEqualTo(row(group, version));
            }
            seen[group] = version;
        }
        return null;
    }

    /// Reads other keys, which evict the groups' rows.
    private @Nullable Void crowdOut() throws RocksDBException {
        var random = new Random(seed);
        while (!ended.get()) {
            for (byte[] row : cache.readAll(keys(GROUPS + random.nextInt(500)), source)) {
                assertThat(row).isNull();
            }
        }
        return null;
    }

    private static List<byte[]> keys(int group) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(ByteBuffer.allocate(9).put((byte) i).putInt(group).array());
        }
        return keys;
    }

    private static byte[] row(int group, long version) {
        var row = ByteBuffer.allocate(200 + 8 * group);
        while (row.hasRemaining()) {
            row.putLong(version * GROUPS + group);
        }
        return row.array();
    }

    private static long version(byte[] row) {
        return ByteBuffer.wrap(row).getLong() / GROUPS;
    }

    private static byte[] requireRow(byte @Nullable [] row) {
        return Objects.requireNonNull(row, "no row");
    }
}
