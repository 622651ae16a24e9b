package dev.berth.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Contract suite of [OnlineStore] for concurrent use.
public abstract class StoreUnderLoadContract extends OpenedStore {
    private static final int READERS = 3;
    private static final int ROUNDS = 25 * Integer.getInteger("berth.cases.factor", 1);

    /// As many as are read from one snapshot.
    private final List<byte[]> keys = new ArrayList<>();

    @Test
    void write_whileOthersRead_isNeverSeenInPart() throws Exception {
        for (int i = 0; i < OnlineStore.READ_TOGETHER_MAX; i++) {
            keys.add(bytes(4, i >> 8, i));
        }
        store().write(batchOf(0));
        var ended = new AtomicBoolean();
        var newest = new AtomicInteger();
        var begun = new CountDownLatch(READERS);
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS + 1)) {
            List<Future<Void>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                var random = new Random(seed + reader);
                readers.add(executor.submit(() -> readUntil(ended, newest, begun, random)));
            }
            Future<?> writer =
                    executor.submit(
                            () -> {
                                Await.zero(begun);
                                for (int round = 1; round <= ROUNDS; round++) {
                                    store().write(batchOf(round));
                                    newest.set(round);
                                }
                                return null;
                            });
            try {
                writer.get();
            } finally {
                ended.set(true);
            }
            for (Future<Void> reader : readers) {
                reader.get();
            }
        }
    }

    /// Each thread increments the value it read, if it is unchanged.
    @Test
    void writeIf_byManyAtOnce_losesNothing() throws Exception {
        byte[] key = bytes(9);
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS)) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < READERS; writer++) {
                writers.add(
                        executor.submit(
                                () -> {
                                    int written = 0;
                                    for (int i = 0; i < ROUNDS; i++) {
                                        byte[] before = store().read(key);
                                        var batch = new StoreBatch();
                                        batch.put(key, numberBehind(before));
                                        written +=
                                                store().writeIf(
                                                                        List.of(key),
                                                                        Collections.singletonList(
                                                                                before),
                                                                        batch)
                                                        ? 1
                                                        : 0;
                                    }
                                    return written;
                                }));
            }
            int sum = 0;
            for (Future<Integer> writer : writers) {
                sum += writer.get();
            }
            byte[] last = store().read(key);
            assertThat(last).isNotNull();
            assertThat(ByteBuffer.wrap(last).getInt()).isEqualTo(sum);
        }
    }

    private static byte[] numberBehind(byte @Nullable [] before) {
        int number = before == null ? 0 : ByteBuffer.wrap(before).getInt();
        return ByteBuffer.allocate(Integer.BYTES).putInt(number + 1).array();
    }

    /// Odd rounds delete every fifth row.
    private StoreBatch batchOf(int round) {
        var batch = new StoreBatch();
        for (int i = 0; i < keys.size(); i++) {
            if (round % 2 == 1 && i % 5 == 0) {
                batch.delete(keys.get(i));
            } else {
                batch.put(keys.get(i), ByteBuffer.allocate(Integer.BYTES).putInt(round).array());
            }
        }
        return batch;
    }

    private @Nullable Void readUntil(
            AtomicBoolean ended, AtomicInteger newest, CountDownLatch begun, Random random) {
        while (!ended.get()) {
            int from = random.nextInt(keys.size() / 2);
            int to = keys.size() - random.nextInt(keys.size() / 2);
            int atLeast = newest.get();
            List<byte @Nullable []> values = store().readAll(keys.subList(from, to));
            int round = roundOf(values);
            assertThat(round).isGreaterThanOrEqualTo(atLeast);
            for (int i = 0; i < values.size(); i++) {
                byte[] value = values.get(i);
                boolean gone = round % 2 == 1 && (from + i) % 5 == 0;
                assertThat(value == null).as("seed %d, round %d", seed, round).isEqualTo(gone);
                if (value != null) {
                    assertThat(ByteBuffer.wrap(value).getInt()).isEqualTo(round);
                }
            }
            begun.countDown();
        }
        return null;
    }

    private static int roundOf(List<byte @Nullable []> values) {
        byte[] first = values.get(0);
        // Of two neighbours at most one is a fifth row.
        byte[] value = first == null ? values.get(1) : first;
        return ByteBuffer.wrap(value).getInt();
    }

    @Test
    void close_whileOthersRead_endsTheirReadsWithAProblem() throws Exception {
        for (int i = 0; i < 100; i++) {
            put(bytes(6, i), bytes(i));
        }
        var begun = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS)) {
            List<Callable<Void>> uses =
                    List.of(
                            () -> use(begun, () -> store().read(bytes(6, 50))),
                            () -> use(begun, () -> rows(bytes(6))),
                            () -> use(begun, () -> put(bytes(6, 7), bytes(8))));
            List<Future<Void>> users = new ArrayList<>();
            uses.forEach(use -> users.add(executor.submit(use)));
            Await.until(() -> begun.get() >= READERS * 10);
            store().close();
            for (Future<Void> user : users) {
                user.get();
            }
        }
    }

    private static Void use(AtomicInteger begun, Runnable call) {
        assertUnavailable(
                () -> {
                    while (true) {
                        call.run();
                        begun.incrementAndGet();
                    }
                });
        return null;
    }

    @Test
    void write_byManyThreads_losesNothing() throws Exception {
        int threads = 4;
        int each = 200;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                writers.add(executor.submit(() -> writeOwn(number, each)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(rows(bytes(3))).hasSize(threads * each);
    }

    private void writeOwn(int thread, int count) {
        for (int i = 0; i < count; i++) {
            var batch = new StoreBatch();
            batch.put(bytes(3, thread, i), bytes(i));
            batch.delete(bytes(2, thread, i));
            store().write(batch);
            assertThat(Arrays.equals(store().read(bytes(3, thread, i)), bytes(i))).isTrue();
        }
    }
}
