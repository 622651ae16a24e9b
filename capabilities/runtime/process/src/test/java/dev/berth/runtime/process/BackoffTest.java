package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final long seed = Long.getLong("berth.seed", 20261125);
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random(seed));

    @Test
    void next_againAndAgain_doublesUpToTheLimitLessAHalfByChance() {
        long expectedMillis = 100;
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.next())
                    .as("try %d, seed %d", i, seed)
                    .isBetween(
                            Duration.ofMillis(expectedMillis / 2),
                            Duration.ofMillis(expectedMillis));
            expectedMillis = Math.min(30_000, 2 * expectedMillis);
        }
    }

    @Test
    void reset_afterMany_beginsAgain() {
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
}
