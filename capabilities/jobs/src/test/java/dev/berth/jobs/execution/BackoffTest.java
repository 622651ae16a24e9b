package dev.berth.jobs.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Pauses between attempts.
final class BackoffTest {
    private static final Duration MAX = Duration.ofMinutes(1);

    @Test
    void pause_doubles_upToItsLimit() {
        var most = new Backoff(Duration.ofSeconds(1), MAX, () -> 1);
        assertThat(most.pause(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(most.pause(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(most.pause(6)).isEqualTo(Duration.ofSeconds(32));
        assertThat(most.pause(7)).isEqualTo(MAX);
        assertThat(most.pause(Integer.MAX_VALUE)).isEqualTo(MAX);
    }

    @Test
    void pause_hasAHalfThatIsRandom() {
        var least = new Backoff(Duration.ofSeconds(1), MAX, () -> 0);
        assertThat(least.pause(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(least.pause(100)).isEqualTo(Duration.ofSeconds(30));
    }
}
