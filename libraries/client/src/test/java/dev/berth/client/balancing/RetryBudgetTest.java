package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests of the retry budget.
final class RetryBudgetTest {
    private final FakeClock clock = new FakeClock();

    private static int taken(RetryBudget budget, int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void take_afterCalls_allowsTheirShare() {
        var budget = new RetryBudget(0.2, 0, clock);
        for (int i = 0; i < 100; i++) {
            budget.called();
        }
        assertThat(taken(budget, 100)).isEqualTo(20);
    }

    @Test
    void take_callsLongAgo_doNotCount() {
        var budget = new RetryBudget(0.2, 0, clock);
        for (int i = 0; i < 100; i++) {
            budget.called();
        }
        clock.move(Duration.ofSeconds(11));
        assertThat(taken(budget, 100)).isZero();
    }

    @Test
    void take_withoutCalls_allowsAFewInEachSecond() {
        var budget = new RetryBudget(0.2, 3, clock);
        assertThat(taken(budget, 10)).isEqualTo(3);
        clock.move(Duration.ofSeconds(1));
        assertThat(taken(budget, 10)).isEqualTo(3);
    }

    @Test
    void take_afterALongPause_isWhatTheWindowSays() {
        var budget = new RetryBudget(1, 0, clock);
        budget.called();
        clock.move(Duration.ofDays(400));
        budget.called();
        assertThat(taken(budget, 10)).isEqualTo(1);
    }
}
