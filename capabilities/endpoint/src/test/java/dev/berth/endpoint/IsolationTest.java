package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.serving.request.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Isolation of endpoints from each other, and of callers from a failing step.
final class IsolationTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 3).scores("other", 5);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private static void requireScore(EndpointSystem.Sent sent, double score) {
        try (Prediction answer = sent.await()) {
            assertThat(answer.outputs().require("score").number(0)).isEqualTo(score);
        }
    }

    @Test
    void records_beyondTheBound_waitInTheirOrder_andFurtherOnesAreRefused() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        limits: {max-concurrent-records: 2, max-queued-records: 3}
                        """)
                .open();
        system.runtime().runGate().shut();
        List<EndpointSystem.Sent> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(system.send("e", Map.of("x", i)));
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> system.predict("e", Map.of("x", 9)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problem().code()).isEqualTo(ProblemCode.QUEUE_FULL);
                                assertThat(e.problem().retryAfter()).isPresent();
                            })
                    .hasMessageContaining("2 records in flight and 3 waiting");
        }
        // Given up while they wait, they leave their place to others when it is their turn.
        sent.get(3).ticket().cancel(Problem.of(ProblemCode.CANCELLED, "gone", "come back"));
        system.runtime().runGate().open();
        for (int i : new int[] {0, 1, 2, 4}) {
            requireScore(sent.get(i), 3 * i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(system.predict("e", Map.of("x", i))).containsEntry("score", 3f * i);
        }
    }

    @Test
    void record_thatWaitsForRoom_isRefusedAtItsDeadline_andLeavesItsPlace() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        limits: {max-concurrent-records: 1, max-queued-records: 1, timeout: 30s}
                        """)
                .open();
        system.runtime().runGate().shut();
        EndpointSystem.Sent first = system.send("e", Map.of("x", 1));
        EndpointSystem.Sent second = system.send("e", Map.of("x", 2), Duration.ofMillis(50));
        // The first still holds the only place.
        assertThat(second.answer()).isNotDone();
        system.time().advance(Duration.ofMillis(51));
        assertThatThrownBy(second::await)
                .hasMessageContaining("waited for others of its endpoint until its deadline");
        EndpointSystem.Sent third = system.send("e", Map.of("x", 3));
        system.runtime().runGate().open();
        requireScore(first, 3);
        requireScore(third, 9);
    }

    @Test
    void endpoint_thatIsFull_takesNothingFromAnotherOfTheSameModel() {
        system.endpoint(
                        "many",
                        "steps: {it: {model: small}}\nlimits: {max-concurrent-records: 2}\n")
                .endpoint("few", "steps: {it: {model: small}}\n")
                .open();
        system.runtime().runGate().shut();
        List<EndpointSystem.Sent> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(system.send("many", Map.of("x", i)));
        }
        EndpointSystem.Sent few = system.send("few", Map.of("x", 7));
        // Two of the many and the other one, of which each may be executed by itself.
        assertThat(system.serving().queues()).allMatch(queue -> queue.rows() <= 3);
        system.runtime().runGate().open();
        requireScore(few, 21);
        for (int i = 0; i < sent.size(); i++) {
            requireScore(sent.get(i), 3 * i);
        }
    }

    @Test
    void records_ofWhatEndsAtOnce_doNotPileUpOnTheStack() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: x, type: float32, meaning: a number}]
                        steps: {it: {model: small}, twice: {compute: {y: "double(input.x) * 2.0"}}}
                        guards:
                          known: {on: input, when: "input.x >= 0.0", respond: {y: "1.0"}}
                        limits: {max-concurrent-records: 1, max-queued-records: 100000}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        system.runtime().runGate().shut();
        EndpointSystem.Sent first = system.send("e", Map.of("x", -1));
        List<EndpointSystem.Sent> sent = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            sent.add(system.send("e", Map.of("x", i)));
        }
        system.runtime().runGate().open();
        for (EndpointSystem.Sent one : sent) {
            try (Prediction answer = one.await()) {
                assertThat(answer.outputs().require("y").number(0)).isEqualTo(1);
            }
        }
        first.answer().join().close();
    }

    @Test
    void step_thatFailsAgainAndAgain_isNotCalledForAWhile_andItsDefaultOutputsAnswer() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          flaky:
                            model: small
                            circuit-breaker: {failure-threshold: 2, open-duration: 1h}
                            default-outputs: {score: -1, label: none}
                        """)
                .endpoint(
                        "bare",
                        "steps: {flaky: {model: other, circuit-breaker: {failure-threshold: 1, open-duration: 1h}}}\n")
                .open();
        int before = system.runtime().runs().size();
        var failure = Problem.of(ProblemCode.INFERENCE_FAILED, "no power", "plug it in");
        system.runtime().failNextRun(failure);
        system.runtime().failNextRun(failure);
        for (int i = 0; i < 10; i++) {
            assertThat(system.predict("e", Map.of("x", 1))).containsEntry("score", -1f);
        }
        assertThat(system.runtime().runs()).hasSize(before + 2);
        assertThat(system.events())
                .containsOnlyOnce("circuit of flaky opened")
                .contains("stood in for flaky: circuit-open");

        system.runtime().failNextRun(failure);
        assertThatThrownBy(() -> system.predict("bare", Map.of("x", 1)))
                .hasMessageContaining("no power");
        assertThatThrownBy(() -> system.predict("bare", Map.of("x", 1)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().retryAfter()).isPresent())
                .hasMessageContaining("circuit-open");
    }

    @Test
    void breaker_whereTheCallerIsToBlame_staysClosed() {
        system.endpoint(
                        "inner",
                        """
                        steps: {it: {model: small}}
                        guards: {odd: {on: input, when: input.x > 10.0, reject: too much}}
                        """)
                .endpoint(
                        "e",
                        "steps: {it: {endpoint: inner, circuit-breaker: {failure-threshold: 1, open-duration: 1h}}}\n")
                .open();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> system.predict("e", Map.of("x", 11)))
                    .hasMessageContaining("too much");
        }
        assertThat(system.predict("e", Map.of("x", 1))).containsEntry("score", 3f);
    }
}
