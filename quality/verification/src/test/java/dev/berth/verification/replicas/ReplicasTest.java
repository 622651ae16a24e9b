package dev.berth.verification.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Short run of [Replicas] with processes.
@Tag("timed")
final class ReplicasTest {
    @Test
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
        assertThat(new Replicas(options, System.out).run())
                .hasSize(2)
                .allSatisfy(
                        result ->
                                assertThat(result.isReached())
                                        .as(result.row() + result.calls().failures())
                                        .isTrue());
    }
}
