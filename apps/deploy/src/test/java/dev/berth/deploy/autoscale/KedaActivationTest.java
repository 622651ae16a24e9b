package dev.berth.deploy.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KedaActivationTest {
    private final KedaActivation keda = new KedaActivation(0, 300, 3, 5);

    @Test
    void valueAboveTheThreshold_startsOne() {
        assertThat(keda.poll(0, 0, 0)).isZero();
        assertThat(keda.poll(15, 0, 0.1)).isOne();
        assertThat(keda.poll(30, 4, 3)).isEqualTo(4);
    }

    @Test
    void withoutLoad_theLastGoesAfterTheCooldown_countedFromTheLastActivePoll() {
        assertThat(keda.poll(0, 1, 1)).isOne();
        assertThat(keda.poll(285, 1, 0)).isOne();
        assertThat(keda.poll(300, 1, 0)).isZero();
    }

    @Test
    void missingValue_isNoZero_andUsesTheFallbackAfterSomeFailures() {
        assertThat(keda.poll(0, 2, 1)).isEqualTo(2);
        for (int second = 1_000; second < 1_045; second += 15) {
            assertThat(keda.poll(second, 2, Double.NaN)).isEqualTo(2);
        }
        assertThat(keda.poll(1_045, 2, Double.NaN)).isEqualTo(5);
    }
}
