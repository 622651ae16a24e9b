package dev.berth.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Short run of [Faults]; `.ci/run` has one with a killed server. Latencies are not checked, since
/// they depend on the machine's load; `quality/verification/faults` does.
@Tag("timed")
final class FaultsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int CALLS_PER_SECOND = 100;
    private static final double SUCCESS_MIN = 0.99;

    private static FaultOptions options(Fault... faults) {
        return new FaultOptions(
                List.of(faults),
                CALLS_PER_SECOND,
                SEED,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                true);
    }

    @Test
    void run_oneOfThreeServersIsHarmed_callersSeeLittleOfIt() throws Exception {
        List<TrialResult> results =
                new Faults(options(Fault.FREEZE, Fault.CORRUPT), System.out).run();
        assertThat(results).hasSize(2);
        // Where calls fail without a fault, the machine is too slow to tell what a fault does.
        assumeThat(results)
                .allSatisfy(
                        result ->
                                assertThat(result.usualSuccess())
                                        .as(result.toString())
                                        .isGreaterThanOrEqualTo(SUCCESS_MIN));
        assertThat(results)
                .allSatisfy(
                        result -> {
                            String what = result.fault() + ", seed " + SEED + ": " + result;
                            assertThat(result.success())
                                    .as(what)
                                    .isGreaterThanOrEqualTo(SUCCESS_MIN);
                            assertThat(result.budgetUse()).as(what).isLessThanOrEqualTo(1);
                            assertThat(result.recovery())
                                    .as(what)
                                    .isLessThanOrEqualTo(Duration.ofSeconds(60));
                        });
    }
}
