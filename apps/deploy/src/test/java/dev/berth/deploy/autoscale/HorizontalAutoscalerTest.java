package dev.berth.deploy.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Expected numbers are computed by hand from the formulas of Kubernetes' documentation.
class HorizontalAutoscalerTest {
    private final HorizontalAutoscaler scaler = new HorizontalAutoscaler(10, 2, 50);

    @Test
    void ratioWithinTheTolerance_changesNothing() {
        assertThat(scaler.decide(0, 4, 4, 4 * 10.9)).isEqualTo(4);
        assertThat(scaler.decide(15, 4, 4, 4 * 9.1)).isEqualTo(4);
    }

    @Test
    void ratioAboveIt_isRoundedUp() {
        // ceil(4 · 1.3) = 6
        assertThat(scaler.decide(0, 4, 4, 4 * 13)).isEqualTo(6);
    }

    @Test
    void growth_isAtMostTheGreaterOfDoubleAndFour_inAPeriod() {
        assertThat(scaler.decide(0, 2, 2, 2_000)).isEqualTo(6);
        assertThat(scaler.decide(15, 6, 6, 2_000)).isEqualTo(12);
        assertThat(scaler.decide(30, 12, 12, 2_000)).isEqualTo(24);
        assertThat(scaler.decide(45, 24, 24, 2_000)).isEqualTo(48);
        assertThat(scaler.decide(60, 48, 48, 2_000)).isEqualTo(50);
    }

    @Test
    void shrinking_waitsForTheWindow_andIsATenthAMinute() {
        assertThat(scaler.decide(0, 20, 20, 200)).isEqualTo(20);
        for (int second = 15; second < 300; second += 15) {
            assertThat(scaler.decide(second, 20, 20, 50)).isEqualTo(20);
        }
        assertThat(scaler.decide(300, 20, 20, 50)).isEqualTo(18);
        assertThat(scaler.decide(315, 18, 18, 50)).isEqualTo(18);
        assertThat(scaler.decide(360, 18, 18, 50)).isEqualTo(16);
    }

    @Test
    void shrinking_neverGoesBelowTheMinimum() {
        var small = new HorizontalAutoscaler(10, 2, 50);
        int pods = 3;
        for (int second = 0; second < 3_600; second += 15) {
            pods = small.decide(second, pods, pods, 0);
        }
        assertThat(pods).isEqualTo(2);
    }

    @Test
    void podsWithoutMetrics_countAsIdle_whenScalingUp() {
        // Without them 2 · 2 = 4 more; with them (40 + 0) / (4 · 10) = 1: on target.
        assertThat(scaler.decide(0, 4, 2, 40)).isEqualTo(4);
        // (80 + 0) / (4 · 10) = 2: ceil(2 · 4) = 8.
        assertThat(scaler.decide(15, 4, 2, 80)).isEqualTo(8);
    }

    @Test
    void podsWithoutMetrics_countAsOnTarget_whenScalingDown() {
        for (int second = 0; second <= 300; second += 15) {
            // (2 + 2 · 10) / (4 · 10) = 0.55: ceil(2.2) = 3.
            int pods = scaler.decide(second, 4, 2, 2);
            assertThat(pods).isEqualTo(3);
            break;
        }
    }

    @Test
    void missingMetric_changesNothing() {
        assertThat(scaler.decide(0, 7, 7, Double.NaN)).isEqualTo(7);
        assertThat(scaler.decide(15, 7, 0, 100)).isEqualTo(7);
    }

    @Test
    void boundsOrTargetThatAreNone_areRefused() {
        assertThatThrownBy(() -> new HorizontalAutoscaler(0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HorizontalAutoscaler(1, 3, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
