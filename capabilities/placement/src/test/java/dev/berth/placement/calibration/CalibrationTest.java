package dev.berth.placement.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.catalog.profile.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CalibrationTest {
    private static final Instant NOON = Instant.parse("2026-12-02T12:00:00Z");

    private static Calibration machine(double flops, double bytes, double spread) {
        return new Calibration(
                new Machine("a processor", 2, 1L << 34, "an OS", "a JDK", Map.of()),
                NOON,
                rate(flops, spread),
                rate(2 * flops, spread),
                rate(bytes, spread),
                rate(1.5 * bytes, spread));
    }

    private static MeasuredRate rate(double median, double spread) {
        return new MeasuredRate(median, median / spread, median * spread);
    }

    @Test
    void calibration_ofThisMachine_isPlausible_andSurvivesItsFile() throws InterruptedException {
        List<Double> progress = new ArrayList<>();
        Calibration measured =
                CalibrationRun.run(Duration.ofSeconds(4), InstantSource.fixed(NOON), progress::add);

        // A tenth of a GFLOP/s and GB/s are less, a thousand more than any core of a CPU has.
        for (MeasuredRate rate : List.of(measured.arithmetic(), measured.memory())) {
            assertThat(rate.median()).isBetween(1e8, 1e12);
            assertThat(rate.low()).isLessThanOrEqualTo(rate.high());
        }
        assertThat(progress).isSorted().last().isEqualTo(1.0);
        assertThat(Calibration.ofPlain(measured.plain())).isEqualTo(measured);
    }

    @Test
    void fileThatIsNoCalibration_saysWhatIsMissing() {
        Map<String, @Nullable Object> plain = new HashMap<>(machine(1e10, 1e10, 1.1).plain());
        assertRefused(plain, "format", 2L, "format 2 (expected: 1)");
        assertRefused(plain, "machine", "x", "no object 'machine'");
        assertRefused(plain, "measuredAt", "today", "measuredAt 'today'");
        assertRefused(plain, "memory", null, "no object 'memory'");
        assertRefused(plain, "memory", Map.of("median", "much"), "no number 'memory.median'");
        assertRefused(
                plain, "memory", Map.of("median", 1.0, "low", 2.0, "high", 3.0), "2.0 ≤ 1.0 ≤ 3.0");
        assertRefused(
                plain,
                "memory",
                Map.of("median", 0.0, "low", 0.0, "high", Double.POSITIVE_INFINITY),
                "expected: above 0");
    }

    private static void assertRefused(
            Map<String, @Nullable Object> plain, String key, @Nullable Object value, String text) {
        Map<String, @Nullable Object> changed = new HashMap<>(plain);
        changed.put(key, value);
        assertThatThrownBy(() -> Calibration.ofPlain(changed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void scaling_toTheSameMachine_isOne() {
        Calibration machine = machine(2e10, 1.5e10, 1);
        SpeedRatio ratio = MachineScaling.between(machine, machine).of(0.01, 20_000_000);
        assertThat(ratio).isEqualTo(new SpeedRatio(1, 1, 1));
    }

    @Test
    void scaling_liesBetweenBothKernels_andItsBarCoversThem() {
        MachineScaling scaling =
                MachineScaling.between(machine(2e10, 1e10, 1.05), machine(1e10, 4e10, 1.05));
        SpeedRatio unknown = scaling.of(0.01, 0);
        assertThat(unknown.value()).isCloseTo(Math.sqrt(0.5 * 4), within(1e-9));
        assertThat(unknown.low()).isLessThan(0.5);
        assertThat(unknown.high()).isGreaterThan(4);

        // 100 MB in 10 ms is all that the memory gives: nothing is left for arithmetic.
        SpeedRatio bound = scaling.of(0.01, 100_000_000);
        assertThat(bound.value()).isCloseTo(4, within(1e-9));
        assertThat(bound.error()).isLessThan(unknown.error()).isCloseTo(0.1025, within(1e-3));

        // Half of the time for memory, at four times the speed: 0.5 / 4 + 0.5 / 0.5.
        SpeedRatio half = scaling.of(0.01, 50_000_000);
        assertThat(half.value()).isCloseTo(Math.sqrt(4 / 1.125), within(1e-9));
    }
}
