package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import org.junit.jupiter.api.Test;

final class QuantileSketchTest {
    @Test
    void buckets_everyBound_areInOrderAndClose() {
        int last = QuantileSketch.bucketOf(Double.MIN_VALUE);
        assertThat(last).isEqualTo(1);
        for (double value = Double.MIN_VALUE;
                value < Double.MAX_VALUE;
                value = Math.max(Math.nextUp(value), value * 1.0007)) {
            int bucket = QuantileSketch.bucketOf(value);
            assertThat(bucket).isGreaterThanOrEqualTo(last);
            assertThat(QuantileSketch.bucketOf(-value)).isEqualTo(-bucket);
            // Below the normal numbers there is nothing between some neighbours 1 % apart.
            assertThat(Math.abs(QuantileSketch.valueOf(bucket) - value))
                    .isLessThanOrEqualTo(Math.max(0.01 * value, Double.MIN_VALUE));
            last = bucket;
        }
        assertThat(QuantileSketch.bucketOf(Double.POSITIVE_INFINITY)).isGreaterThan(last);
    }

    @Test
    void read_bucketsOutOfOrderOrRange_areRefused() {
        assertRefused("bucket 0", 2, 10, 1, 9, 1);
        assertRefused("bucket 5", 2, 10, 1, 0, 1);
        assertRefused("bucket 104902", 1, 209_804, 1);
        assertRefused("a bucket of nothing", 1, 10, 0);
        assertRefused("count", 2, 10, Counts.MAX, 2, 1);
    }

    private static void assertRefused(String message, long... numbers) {
        ByteWriter out = new ByteWriter();
        for (long number : numbers) {
            out.writeUnsigned(number);
        }
        assertThatThrownBy(() -> new QuantileSketch().read(new ByteReader(out.toBytes())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
