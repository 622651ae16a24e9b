package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LazyStoreTest {
    private static final byte[] KEY = {1};

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger openings = new AtomicInteger();

    /// Fails the first time.
    private OnlineStore open() {
        if (openings.incrementAndGet() == 1) {
            throw new ProblemException(ProblemCode.ONLINE_STORE_UNAVAILABLE, "gone", "");
        }
        return new MemoryStore();
    }

    @Test
    void read_storeThatCannotBeOpened_isTriedAgainAfterASecond() {
        try (var store = new LazyStore(this::open, nanos::get)) {
            assertThatThrownBy(() -> store.read(KEY)).hasMessageContaining("gone");
            nanos.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
            assertThatThrownBy(() -> store.read(KEY)).hasMessageContaining("gone");
            assertThat(openings).hasValue(1);
            nanos.incrementAndGet();
            assertThat(store.read(KEY)).isNull();
        }
        assertThat(openings).hasValue(2);
    }
}
