package dev.berth.verification.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Short run of [Replicas] with processes. Only counts are checked: calls have the one limit of
/// tests, and may be as slow as the machine is.
final class ReplicasTest {
    private static final int CALLS_PER_SECOND = 100;

    /// A slow machine makes fewer calls, not a queue of them.
    private static final int IN_FLIGHT_MAX = 8;

    @Test
    void run_scaledAndKilled_callersSeeNothingOfTheOneAndLittleOfTheOther() throws Exception {
        ReplicaOptions options =
                new ReplicaOptions(
                        List.of(ReplicaChange.SCALING, ReplicaChange.KILL),
                        true,
                        Optional.empty(),
                        CALLS_PER_SECOND,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Await.TIMEOUT,
                        IN_FLIGHT_MAX,
                        false);
        List<ChangeResult> results = new Replicas(options, System.out).run();
        assertThat(results).extracting(ChangeResult::change).isEqualTo(options.changes());
        for (ChangeResult result : results) {
            assertThat(result.usual().failures()).as(result.row()).isEmpty();
            assertThat(result.isReached()).as(result.row() + result.calls().failures()).isTrue();
        }
    }
}
