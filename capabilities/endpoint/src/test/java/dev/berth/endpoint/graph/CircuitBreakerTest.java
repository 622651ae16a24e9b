package dev.berth.endpoint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.endpoint.BreakerPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// States of a circuit breaker.
final class CircuitBreakerTest {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final CircuitBreaker breaker =
            new CircuitBreaker(new BreakerPolicy(3, Duration.ofSeconds(10)));

    private void failThrice(long now) {
        assertThat(breaker.failed(now)).isFalse();
        assertThat(breaker.failed(now)).isFalse();
        assertThat(breaker.failed(now)).isTrue();
    }

    @Test
    void failures_notInARow_changeNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.failed(i)).isFalse();
            assertThat(breaker.failed(i)).isFalse();
            breaker.succeeded();
            assertThat(breaker.tryPass(i)).isTrue();
        }
    }

    @Test
    void failures_inARow_openIt_andOneTrialPassesAfterThePause() {
        failThrice(0);
        assertThat(breaker.tryPass(PAUSE - 1)).isFalse();
        assertThat(breaker.untilTrial(PAUSE - 1)).isEqualTo(Duration.ofNanos(1));
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        assertThat(breaker.tryPass(PAUSE)).isFalse();
    }

    @Test
    void trial_thatSucceeds_closesIt() {
        failThrice(0);
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        breaker.succeeded();
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        failThrice(PAUSE);
    }

    @Test
    void trial_thatFails_opensItForAnotherPause_andTellsNothingNew() {
        failThrice(0);
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        assertThat(breaker.failed(PAUSE + 5)).isFalse();
        assertThat(breaker.tryPass(2 * PAUSE + 4)).isFalse();
        assertThat(breaker.tryPass(2 * PAUSE + 5)).isTrue();
    }

    @Test
    void trial_ofWhichNobodyTellsTheEnd_isFollowedByAnother() {
        failThrice(0);
        assertThat(breaker.tryPass(PAUSE)).isTrue();
        assertThat(breaker.tryPass(2 * PAUSE - 1)).isFalse();
        assertThat(breaker.tryPass(2 * PAUSE)).isTrue();
    }
}
