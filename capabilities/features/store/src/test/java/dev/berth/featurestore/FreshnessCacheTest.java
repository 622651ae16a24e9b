package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FreshnessCacheTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final ManualTime time = new ManualTime();

    private FreshnessCache cache(OnlineStore store) {
        return new FreshnessCache(() -> FeatureDefinitions.NONE, store, time);
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
            // On a busy machine the read may take longer than it is waited for.
            Await.until(() -> known.now().isWell());
            for (int i = 0; i < 100; i++) {
                assertThat(known.now().isWell()).isTrue();
            }
            time.advance(Duration.ofSeconds(5));
            assertThat(known.now().isWell()).isTrue();
            assertThat(reads).hasValue(1);
            time.advance(Duration.ofNanos(1));
            Await.until(() -> known.now().isWell());
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
                            // Longer than a test may take.
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return List.of();
                    }
                };
        try (var known = cache(store)) {
            assertThat(known.now().isWell()).isFalse();
            assertThat(known.now().isWell()).isFalse();
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
