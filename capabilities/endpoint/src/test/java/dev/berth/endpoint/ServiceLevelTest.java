package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Service level objectives, and the time limits of steps.
final class ServiceLevelTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 3).scores("large", 5);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    @Test
    void record_isJudgedByWhatIsPromised() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        guards:
                          low: {on: input, when: input.x < 0.0, reject: below 0}
                          high: {on: output, when: output.score > 100.0, abstain: above 100}
                        slo: {availability: 0.999, latency: {threshold: 1h, target-ratio: 0.9}}
                        """)
                .open();
        system.predict("e", Map.of("x", 2));
        assertThat(system.events()).containsExactly("AVAILABILITY 0.999 met", "LATENCY 0.9 met");
        system.events().clear();
        system.runtime().failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "broken", "mend it"));
        assertThatThrownBy(() -> system.predict("e", Map.of("x", 2)))
                .isInstanceOf(ProblemException.class);
        assertThat(system.events()).containsExactly("AVAILABILITY 0.999 missed");
        system.events().clear();
        for (int x : new int[] {-1, 50}) {
            assertThatThrownBy(() -> system.predict("e", Map.of("x", x)))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(system.events()).containsExactly("activated low", "activated high");
    }

    @Test
    void record_thatTakesTooLong_missesTheObjective() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        slo: {latency: {threshold: 1ms, target-ratio: 0.9}}
                        """)
                .open();
        system.runtime().runGate().shut();
        EndpointSystem.Sent sent = system.send("e", Map.of("x", 2));
        system.time().advance(Duration.ofMillis(2));
        system.runtime().runGate().open();
        sent.answer().join().close();
        assertThat(system.events()).containsExactly("LATENCY 0.9 missed");
    }

    @Test
    void fallback_keepsThePromise() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        fallback: {other: {replace: {small: large}}}
                        slo: {availability: 0.99}
                        """)
                .open();
        system.runtime().failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "broken", "mend it"));
        assertThat(system.predict("e", Map.of("x", 2))).containsEntry("score", 10f);
        assertThat(system.events())
                .containsExactly("fell back to other: inference-failed", "AVAILABILITY 0.99 met");
    }

    @Test
    void steps_oneAfterTheOther_mayTakeNoMoreThanTheEndpoint() {
        String steps =
                """
                steps:
                  a: {model: small, timeout: 20ms}
                  b: {model: large, timeout: 40ms}
                  c: {model: small, inputs: {x: a.score}, timeout: 25ms}
                  d: {model: large, inputs: {x: "double(c.score + b.score)"}, timeout: 10ms}
                limits: {timeout: %sms}
                """;
        system.endpoint("tight", steps.formatted(54))
                .endpoint("enough", steps.formatted(55))
                .open();
        assertThat(system.errors("enough")).isEmpty();
        assertThat(system.errors("tight"))
                .containsExactly(
                        "6: steps 'a', then 'c', then 'd' with timeouts that add up to 55 ms"
                                + " (expected: at most the 54 ms that the endpoint may take"
                                + " (`limits.timeout`))");
    }

    @Test
    void timeout_boundsAStep_andNotEachOfItsCalls() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          it:
                            cascade: [{model: small, accept: score > 100.0}, {model: large}]
                            timeout: 1s
                        """)
                .open();
        system.runtime().runGate().shut();
        int before = system.runtime().runs().size();
        EndpointSystem.Sent sent = system.send("e", Map.of("x", 2));
        system.runtime().runGate().awaitWaiting(1);
        system.time().advance(Duration.ofMillis(900));
        system.runtime().runGate().admit(1);
        Await.until("the second call", () -> system.runtime().runs().size() == before + 2);
        assertThat(sent.answer()).isNotDone();
        system.time().advance(Duration.ofMillis(101));
        assertThatThrownBy(sent::await).hasMessageContaining("step 'it'");
        system.runtime().runGate().open();
    }
}
