package dev.berth.placement.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.verification.VerifiedAmount.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PercentileIntervalTest {
    @ParameterizedTest
    @CsvSource({"0.5, 101", "0.95, 400", "0.99, 1000"})
    void of_uniformValues_coversTheTruthInMostSamples(double share, int count) {
        var random = new SplittableRandom(11);
        int covered = 0;
        int samples = 2000;
        for (int i = 0; i < samples; i++) {
            List<Double> values = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                values.add(random.nextDouble());
            }
            Collections.sort(values);
            PercentileInterval interval = PercentileInterval.of(values, share);
            covered +=
                    interval.low().orElse(0) <= share && share <= interval.high().orElse(1) ? 1 : 0;
        }

        assertThat(covered / (double) samples).isBetween(0.94, 0.99);
    }

    @Test
    void of_fewValues_hasNoUpperBoundOfAHighPercentile() {
        List<Double> values = Collections.nCopies(100, 1.0);

        assertThat(PercentileInterval.of(values, 0.99).high()).isEmpty();
        assertThat(PercentileInterval.of(Collections.nCopies(368, 1.0), 0.99).high()).isPresent();
    }

    @Test
    void verdict_ofAPercentile_dependsOnWhatChanceExplains() {
        assertThat(verdict(1.1, 1.05, 1.2)).isEqualTo(Verdict.WITHIN);
        assertThat(verdict(1.4, 1.25, 1.5)).isEqualTo(Verdict.UNCLEAR);
        assertThat(verdict(1.4, 1.35, 1.5)).isEqualTo(Verdict.MISSED);
        assertThat(verdict(0.5, 0.4, 0.6)).isEqualTo(Verdict.MISSED);
        assertThat(verdict(0.5, 0.4, 0.8)).isEqualTo(Verdict.UNCLEAR);
    }

    private static Verdict verdict(double measured, double low, double high) {
        var interval =
                new PercentileInterval(measured, OptionalDouble.of(low), OptionalDouble.of(high));
        return VerifiedAmount.of("f", "p99", Unit.SECONDS, 1, interval, 0.3).verdict();
    }
}
