package dev.berth.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorPoolTest {
    private static final int POOLED_MAX = TensorPool.POOLED_BYTES_MAX;

    private final TensorPool pool = new TensorPool();

    @ParameterizedTest
    @CsvSource({
        "0, 64",
        "1, 64",
        "64, 64",
        "65, 128",
        "128, 128",
        "129, 256",
        "8388608, 8388608",
        "8388609, 16777216",
        "16777215, 16777216",
        "16777216, 16777216",
        "16777217, 16777217",
    })
    void take_byteCount_getsTheSmallestBlockThatFits(int byteCount, int blockBytes) {
        assertThat(pool.take(byteCount).block().capacity()).isEqualTo(blockBytes);
    }

    @Test
    void take_beyondOneBuffer_isRefused() {
        assertThatThrownBy(() -> pool.take(Shape.ELEMENTS_MAX + 1))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void take_beyondOneBuffer_countsNothing() {
        assertThatThrownBy(() -> pool.take(Shape.ELEMENTS_MAX + 1))
                .isInstanceOf(ProblemException.class);
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void take_afterARelease_getsTheSameBlock() {
        TensorMemory first = pool.take(100);
        ByteBuffer block = first.block();
        first.release();
        assertThat(pool.take(128).block()).isSameAs(block);
    }

    @Test
    void take_afterReleasesByManyOtherThreads_getsTheirBlocksAndCountsAll() throws Exception {
        Set<ByteBuffer> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 8; i++) {
            TensorMemory memory = pool.take(100);
            blocks.add(memory.block());
            // Numbers of threads go up, so that every stripe gets some.
            Thread.ofPlatform().start(memory::release).join();
            Thread.ofPlatform().start(() -> {}).join();
        }
        assertThat(pool.blocksInUse()).isZero();
        long idle = pool.bytesIdle();

        for (long taken = 0; taken < idle / 128; taken++) {
            assertThat(blocks.remove(pool.take(100).block())).isTrue();
        }
        assertThat(pool.bytesIdle()).isZero();
        assertThat(pool.blocksInUse()).isEqualTo(idle / 128);
    }

    @Test
    void take_otherSizeAfterARelease_getsAnotherBlock() {
        pool.take(100).release();
        assertThat(pool.take(64).block().capacity()).isEqualTo(64);
    }

    @Test
    void release_largestPooledBlock_keepsIt() {
        pool.take(POOLED_MAX).release();
        assertThat(pool.bytesIdle()).isEqualTo(POOLED_MAX);
    }

    @Test
    void release_blockAbovePooledSize_leavesItToTheCollector() {
        pool.take(POOLED_MAX + 1L).release();
        assertThat(pool.bytesIdle()).isZero();
    }

    @Test
    void release_moreLargeBlocksThanTheBound_keepsTheBound() {
        TensorMemory first = pool.take(POOLED_MAX);
        TensorMemory second = pool.take(POOLED_MAX);
        first.release();
        second.release();
        assertThat(pool.bytesIdle()).isEqualTo(POOLED_MAX);
    }

    @Test
    void release_moreSmallBlocksThanTheBound_keeps1024() {
        List<TensorMemory> taken = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            taken.add(pool.take(1));
        }
        taken.forEach(TensorMemory::release);
        assertThat(pool.bytesIdle()).isEqualTo(1_024 * 64);
    }

    @Test
    void release_twice_throws() {
        TensorMemory memory = pool.take(1);
        memory.release();
        assertThatThrownBy(memory::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor memory released twice");
    }

    @Test
    void retain_afterTheLastRelease_throws() {
        TensorMemory memory = pool.take(1);
        memory.release();
        assertThatThrownBy(memory::retain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor memory retained after its release");
    }

    @Test
    void release_afterARefusedRetain_doesNotGiveBackAgain() {
        TensorMemory memory = pool.take(1);
        memory.release();
        assertThatThrownBy(memory::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(memory::release).isInstanceOf(IllegalStateException.class);
        assertThat(pool.bytesIdle()).isEqualTo(64);
    }

    @Test
    void bytesInUse_pooledAndLargeBlocks_addsBoth() {
        pool.take(65);
        pool.take(POOLED_MAX + 1L);
        assertThat(pool.bytesInUse()).isEqualTo(128 + POOLED_MAX + 1L);
    }

    @Test
    void counts_randomTakesAndReleases_matchAModel() {
        SeededRandom.check(
                random -> {
                    var own = new TensorPool();
                    var held = new ArrayList<TensorMemory>();
                    long bytes = 0;
                    for (int round = 0; round < 20_000; round++) {
                        if (held.isEmpty() || random.nextInt(5) < 3) {
                            TensorMemory memory = own.take(random.nextInt(5_000));
                            held.add(memory);
                            bytes += memory.block().capacity();
                        } else {
                            TensorMemory memory = held.remove(random.nextInt(held.size()));
                            bytes -= memory.block().capacity();
                            memory.release();
                        }
                        assertThat(own.blocksInUse()).isEqualTo(held.size());
                        assertThat(own.bytesInUse()).isEqualTo(bytes);
                    }
                });
    }

    @Test
    void take_fourThreads_neverSharesABlock() throws InterruptedException, ExecutionException {
        long violations = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Long>> users = List.of(user(1), user(2), user(3), user(4));
            for (var result : threads.invokeAll(users)) {
                violations += result.get();
            }
        }
        assertThat(violations).isZero();
    }

    @Test
    void blocksInUse_afterFourThreads_isZero() throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(4)) {
            threads.invokeAll(List.of(user(1), user(2), user(3), user(4)));
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    /// Marks each block as its own and counts those that bear another mark when it lets go.
    private Callable<Long> user(int mark) {
        return () -> {
            long violations = 0;
            var held = new ArrayDeque<TensorMemory>();
            for (int i = 0; i < 20_000; i++) {
                TensorMemory memory = pool.take(8);
                memory.block().putInt(0, mark);
                held.add(memory);
                if (held.size() > 4) {
                    TensorMemory oldest = held.remove();
                    violations += oldest.block().getInt(0) == mark ? 0 : 1;
                    oldest.release();
                }
            }
            held.forEach(TensorMemory::release);
            return violations;
        };
    }
}
