package dev.berth.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeakEwmaTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private long now = 1_000 * MILLISECOND;
    private final PeakEwma load = new PeakEwma(now);

    private void answers(int times, long milliseconds) {
        for (int i = 0; i < times; i++) {
            load.began();
            now += milliseconds * MILLISECOND;
            load.answered(now, milliseconds * MILLISECOND);
        }
    }

    private double costMillis() {
        return load.cost(now) / MILLISECOND;
    }

    @Test
    void cost_oneSlowAnswer_countsAtOnceAndForSeconds() {
        answers(100, 1);
        answers(1, 100);
        assertThat(costMillis()).isEqualTo(100);

        now += Duration.ofMillis(2_300).toNanos();
        assertThat(costMillis()).isBetween(9.0, 11.0);
    }

    @Test
    void cost_quickAgainAfterAPause_soonIsAsBefore() {
        answers(100, 1);
        answers(1, 100);
        answers(40, 1);
        assertThat(costMillis()).as("an eighth of a second after the pause").isLessThan(10);
    }

    @Test
    void cost_everyTenthAnswerIsSlow_staysAboveTheMean() {
        for (int i = 0; i < 20; i++) {
            answers(9, 1);
            assertThat(costMillis()).as("round %d", i).isGreaterThan(i == 0 ? 0.9 : 50);
            answers(1, 100);
        }
    }
}
