package dev.berth.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Short run of [Faults]; `.ci/run` has one with a killed server. Only counts are checked: calls
/// have the one limit of tests, and may be as slow as the machine is. `quality/verification/faults`
/// measures.
final class FaultsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int CALLS_PER_SECOND = 100;

    /// A slow machine makes fewer calls, not a queue of them.
    private static final int IN_FLIGHT_MAX = 8;

    private static final double SUCCESS_MIN = 0.99;

    private static FaultOptions options(Fault... faults) {
        return new FaultOptions(
                List.of(faults),
                CALLS_PER_SECOND,
                SEED,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Await.TIMEOUT,
                Await.TIMEOUT,
                IN_FLIGHT_MAX,
                Double.POSITIVE_INFINITY,
                true);
    }

    @Test
    void run_oneOfThreeServersIsHarmed_callersSeeLittleOfItAndItReturns() throws Exception {
        FaultOptions options = options(Fault.FREEZE, Fault.CORRUPT);
        List<TrialResult> results = new Faults(options, System.out).run();
        assertThat(results).extracting(TrialResult::fault).isEqualTo(options.faults());
        assertThat(results)
                .allSatisfy(
                        result -> {
                            String what = result.fault() + ", seed " + SEED + ": " + result;
                            assertThat(result.usualSuccess()).as(what).isEqualTo(1);
                            assertThat(result.success())
                                    .as(what)
                                    .isGreaterThanOrEqualTo(SUCCESS_MIN);
                            assertThat(result.budgetUse()).as(what).isLessThanOrEqualTo(1);
                            assertThat(result.recovery())
                                    .as(what)
                                    .isLessThanOrEqualTo(options.recovery());
                        });
    }
}
