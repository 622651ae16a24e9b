package dev.berth.verification.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Short run of [Replicas] with processes.
@Tag("timed")
final class ReplicasTest {
    /// Half a minute on two idle processors.
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void run_scaledAndKilled_callersSeeNothingOfTheOneAndLittleOfTheOther() throws Exception {
        ReplicaOptions options =
                ReplicaOptions.parse(
                        List.of(
                                "--processes",
                                "--change",
                                "scaling",
                                "--change",
                                "kill",
                                "--rate",
                                "100",
                                "--seconds",
                                "1"));
        List<ChangeResult> results = new Replicas(options, System.out).run();
        assertThat(results).hasSize(2);
        // Where calls fail without a change, the machine is too slow to tell what a change does.
        assumeThat(results)
                .allSatisfy(result -> assertThat(result.usual().successShare()).isEqualTo(1));
        assertThat(results)
                .allSatisfy(
                        result ->
                                assertThat(result.isReached())
                                        .as(result.row() + result.calls().failures())
                                        .isTrue());
    }
}
