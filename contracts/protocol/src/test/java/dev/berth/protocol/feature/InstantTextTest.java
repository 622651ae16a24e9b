package dev.berth.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static String expected(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2000-02-29T23:59:59Z",
                "2026-11-27T12:00:00.250Z",
                "2026-11-27T12:00:00.000001Z",
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.999999Z",
                "9999-12-31T23:59:59.999999Z",
                "+10000-01-01T00:00:00Z"
            })
    void of_edges_areWrittenAsJavaDoes(String text) {
        assertThat(InstantText.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text))))
                .isEqualTo(text);
    }

    @Test
    void of_farthest_areWrittenAsJavaDoes() {
        assertThat(InstantText.of(Long.MIN_VALUE)).isEqualTo(expected(Long.MIN_VALUE));
        assertThat(InstantText.of(Long.MAX_VALUE)).isEqualTo(expected(Long.MAX_VALUE));
    }

    @Test
    void of_random_areWrittenAsJavaDoes() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            // Of all sizes, whole seconds and milliseconds among them.
            long unit = new long[] {1, 1_000, 1_000_000}[i % 3];
            long micros = (random.nextLong() >> random.nextInt(8, 64)) / unit * unit;
            assertThat(InstantText.of(micros)).as("seed " + SEED).isEqualTo(expected(micros));
        }
    }
}
