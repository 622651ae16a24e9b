package dev.berth.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatencySamplesTest {
    @Test
    void percentile_thousandsInAnyOrder_isTheNearestRank() {
        var samples = new LatencySamples();
        LongStream.rangeClosed(1, 2000).map(i -> 2001 - i).forEach(i -> samples.add(i * 1_000_000));
        assertThat(samples.percentileMillis(50)).isEqualTo(1000);
        assertThat(samples.percentileMillis(99)).isEqualTo(1980);
        assertThat(samples.percentileMillis(100)).isEqualTo(2000);
    }

    @Test
    void percentile_ofNone_isNotANumber() {
        assertThat(new LatencySamples().percentileMillis(50)).isNaN();
    }

    @Test
    void addAll_ofAnother_countsBoth() {
        var one = new LatencySamples();
        one.add(1_000_000);
        var other = new LatencySamples();
        other.add(3_000_000);
        one.addAll(other);
        assertThat(one.count()).isEqualTo(2);
        assertThat(one.percentileMillis(100)).isEqualTo(3);
    }
}
