package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Tests of percentiles of recent latencies.
final class LatenciesTest {
    private final Latencies latencies = new Latencies();

    private void add(int count, long first) {
        LongStream.range(first, first + count).forEach(latencies::add);
    }

    @Test
    void percentile_tooFew_isEmpty() {
        add(Latencies.ENOUGH - 1, 0);
        assertThat(latencies.percentile(0.5)).isEmpty();
        add(1, 0);
        assertThat(latencies.percentile(0.5)).isPresent();
    }

    @Test
    void percentile_ofTheLatest_forgetsThoseBefore() {
        add(100, 0);
        assertThat(latencies.percentile(0.95)).hasValue(95);
        add(512, 1000);
        assertThat(latencies.percentile(0.5)).hasValue(1256);
        assertThat(latencies.percentile(0.999)).hasValue(1511);
    }

    @Test
    void percentile_manyMore_goesOnWithThem() {
        for (int i = 0; i < 5; i++) {
            add(512, 1000L * i);
            assertThat(latencies.percentile(0.5)).hasValue(1000L * i + 256);
        }
    }
}
