package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FreshnessCacheTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();

    private FreshnessCache cache(OnlineStore store) {
        return new FreshnessCache(() -> FeatureDefinitions.NONE, store, nanos::get);
    }

    /// Memory store with an overridden multi-key read, not inlineable.
    private abstract static class OtherStore extends ForwardingStore {
        OtherStore() {
            super(new MemoryStore());
        }

        @Override
        public boolean isInlineable() {
            return false;
        }
    }

    @Test
    void now_askedByMany_readsOnceInFiveSeconds() {
        var store =
                new OtherStore() {
                    @Override
                    public List<byte @Nullable []> readAll(List<byte[]> keys) {
                        reads.incrementAndGet();
                        return List.of();
                    }
                };
        try (var known = cache(store)) {
            for (int i = 0; i < 100; i++) {
                assertThat(known.now().isWell()).isTrue();
            }
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            assertThat(known.now().isWell()).isTrue();
            assertThat(reads).hasValue(1);
            nanos.incrementAndGet();
            assertThat(known.now().isWell()).isTrue();
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void now_storeThatHangs_isNotWaitedFor() {
        var gate = new CountDownLatch(1);
        var store =
                new OtherStore() {
                    @Override
                    public List<byte @Nullable []> readAll(List<byte[]> keys) {
                        reads.incrementAndGet();
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return List.of();
                    }
                };
        try (var known = cache(store)) {
            long began = System.nanoTime();
            assertThat(known.now().isWell()).isFalse();
            assertThat(known.now().isWell()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            assertThat(reads).as("threads that hang").hasValue(1);
            gate.countDown();
            Await.until(() -> known.now().isWell());
        }
    }

    @Test
    void now_storeThatFails_isNotWell() {
        var store =
                new OtherStore() {
                    @Override
                    public List<byte @Nullable []> readAll(List<byte[]> keys) {
                        throw new ProblemException(
                                ProblemCode.ONLINE_STORE_UNAVAILABLE, "gone", "");
                    }
                };
        try (var known = cache(store)) {
            assertThat(known.now().isWell()).isFalse();
        }
    }
}
