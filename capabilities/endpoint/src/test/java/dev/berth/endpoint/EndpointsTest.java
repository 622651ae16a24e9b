package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints over models that are fakes: what they answer, and what becomes of errors and failures.
final class EndpointsTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.numbers("double", "1", 2).numbers("treble", "1", 3).scores("small", 1);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private Signature signature(String endpoint) {
        return system.endpoints().signature(new EndpointName(endpoint));
    }

    private static List<Float> numbers(Map<String, Object> answer, String field) {
        List<Float> numbers = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(answer.get(field)))
                .forEach(number -> numbers.add((Float) number));
        return numbers;
    }

    @Test
    void oneStep_withoutMore_takesAndGivesWhatTheModelDoes() {
        system.endpoint("e", "steps: {it: {model: double}}\n").open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(signature("e").inputs()).extracting(Field::name).containsExactly("x");
        assertThat(signature("e").inputs().getFirst().meaning()).isEqualTo("three numbers");
        Map<String, Object> answer = system.predict("e", Map.of("x", List.of(1, 2, 3)));
        assertThat(numbers(answer, "y")).containsExactly(2f, 4f, 6f);
    }

    @Test
    void sequence_outputsFeedTheNextStep() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          last: {model: treble, inputs: {x: first.y}}
                          first: {model: double, inputs: {x: input.numbers}}
                        outputs: {result: last.y, sum: "last.y[0] + last.y[1]"}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        Map<String, Object> answer = system.predict("e", Map.of("numbers", List.of(1, 2, 3)));
        assertThat(numbers(answer, "result")).containsExactly(6f, 12f, 18f);
        assertThat(answer.get("sum")).isEqualTo(18.0);
    }

    @Test
    void severalRecords_eachHasItsOwnAnswer() {
        system.endpoint("e", "steps: {it: {model: double}}\n").open();
        List<Map<String, Object>> records =
                List.of(
                        Map.of("x", List.of(1, 2, 3)),
                        Map.of("x", List.of(4, 5, 6)),
                        Map.of("x", List.of(7, 8, 9)));
        List<Map<String, Object>> answers = system.predictAll("e", records);
        assertThat(answers).hasSize(3);
        assertThat(numbers(answers.get(2), "y")).containsExactly(14f, 16f, 18f);
    }

    @Test
    void stepsThatDoNotReadOfEachOther_areUnderWayAtTheSameTime() {
        system.endpoint(
                        "e",
                        """
                        steps: {a: {model: double}, b: {model: treble}}
                        outputs: {a: a.y, b: b.y}
                        """)
                .open();
        system.runtime().runGate().shut();
        var sent = system.send("e", Map.of("x", List.of(1, 2, 3)));
        system.runtime().runGate().awaitWaiting(2);
        system.runtime().runGate().open();
        sent.answer().join().close();
    }

    @Test
    void fanOut_overAList_asksOnceForAllElements() {
        system.endpoint(
                        "e",
                        """
                        inputs:
                          - {name: lengths, type: float32, shape: [lengths], meaning: some lengths}
                        steps:
                          it:
                            model: small
                            for-each: length in input.lengths
                            inputs: {x: length, text: "string(length)"}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        int before = system.runtime().runs().size();
        Map<String, Object> answer = system.predict("e", Map.of("lengths", List.of(1, 2.5, 3)));
        assertThat(numbers(answer, "score")).containsExactly(1f, 2.5f, 3f);
        assertThat(answer.get("label")).isEqualTo(List.of("1.0", "2.5", "3.0"));
        assertThat(system.runtime().runs()).hasSize(before + 1);
        assertThat(system.predict("e", Map.of("lengths", List.of())).get("score"))
                .isEqualTo(List.of());
    }

    @Test
    void expression_aListOfAnotherSizeThanTheModelTakes_failsBeforeTheModelIsAsked() {
        system.endpoint(
                        "e",
                        """
                        inputs:
                          - {name: some, type: float32, shape: [some], meaning: some numbers}
                        steps: {it: {model: double, inputs: {x: "input.some.map(n, n * 2.0)"}}}
                        """)
                .open();
        assertThat(numbers(system.predict("e", Map.of("some", List.of(1, 2, 3))), "y"))
                .containsExactly(4f, 8f, 12f);
        int before = system.runtime().runs().size();
        assertThatThrownBy(() -> system.predict("e", Map.of("some", List.of(1, 2))))
                .hasMessageContaining("a value of shape [2] (expected: [3])");
        assertThat(system.runtime().runs()).hasSize(before);
    }

    @Test
    void ensemble_mean_isWeighted() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          it: {ensemble: [{model: double, weight: 3}, {model: treble}]}
                        """)
                .open();
        Map<String, Object> answer = system.predict("e", Map.of("x", List.of(4, 0, 8)));
        assertThat(numbers(answer, "y")).containsExactly(9f, 0f, 18f);
    }

    @Test
    void ensemble_aMemberFails_failsAndLeavesNothing() {
        system.endpoint("e", "steps: {it: {ensemble: [{model: double}, {model: treble}]}}\n")
                .open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "it broke", "mend it"));
        assertThatThrownBy(() -> system.predict("e", Map.of("x", List.of(1, 2, 3))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("step 'it'")
                .hasMessageContaining("it broke");
        system.serving().awaitIdle(Await.TIMEOUT);
    }

    @Test
    void cascade_asksTheLargerOnlyWhereTheSmallerIsUnsure() {
        system.scores("large", 100)
                .endpoint(
                        "e",
                        """
                        steps:
                          it:
                            cascade: [{model: small, accept: "score >= 0.8"}, {model: large}]
                        """)
                .open();
        assertThat(system.predict("e", Map.of("x", 0.9)).get("score")).isEqualTo(0.9f);
        assertThat(system.events()).isEmpty();
        assertThat(system.predict("e", Map.of("x", 0.5)).get("score")).isEqualTo(50f);
        assertThat(system.events()).containsExactly("escalated it");
    }

    @Test
    void cascade_withABound_keepsToItsShare() {
        system.scores("large", 100)
                .endpoint(
                        "e",
                        """
                        steps:
                          it:
                            cascade: [{model: small, accept: "score >= 0.8"}, {model: large}]
                            max-escalation-ratio: 0.1
                        """)
                .open();
        int escalated = 0;
        for (int i = 0; i < 200; i++) {
            escalated +=
                    Objects.equals(system.predict("e", Map.of("x", 0.5)).get("score"), 50f) ? 1 : 0;
        }
        // A tenth, and ten that were saved up.
        assertThat(escalated).isBetween(29, 31);
    }

    @Test
    void switch_callsTheFirstThatHolds() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: way, type: string, meaning: which way}]
                        steps:
                          it:
                            switch:
                              - {when: "input.way == 'double'", model: double}
                              - {when: "input.way == 'treble'", model: treble}
                              - {model: double@1}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(
                        numbers(
                                system.predict("e", Map.of("way", "treble", "x", List.of(1, 2, 3))),
                                "y"))
                .containsExactly(3f, 6f, 9f);
        assertThat(numbers(system.predict("e", Map.of("way", "no", "x", List.of(1, 2, 3))), "y"))
                .containsExactly(2f, 4f, 6f);
    }

    @Test
    void otherwise_aStepThatFails_hasItsDefaultOutputs() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          a: {model: double, default-outputs: {y: [0, 0, 1]}}
                          b: {model: treble, inputs: {x: a.y}}
                        """)
                .open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "it broke", "mend it"));
        assertThat(numbers(system.predict("e", Map.of("x", List.of(1, 2, 3))), "y"))
                .containsExactly(0f, 0f, 3f);
        assertThat(system.events()).containsExactly("stood in for a: inference-failed");
    }

    @Test
    void timeout_aStepThatIsLate_hasItsDefaultOutputs() {
        system.endpoint(
                        "e",
                        """
                        steps:
                          a: {model: double, timeout: 20ms, default-outputs: {y: [0, 0, 1]}}
                        """)
                .open();
        system.runtime().runGate().shut();
        var sent = system.send("e", Map.of("x", List.of(1, 2, 3)));
        system.time().advance(Duration.ofMillis(21));
        sent.await().close();
        assertThat(system.events()).containsExactly("stood in for a: deadline-exceeded");
        system.runtime().runGate().open();
        system.serving().awaitIdle(Await.TIMEOUT);
    }

    @Test
    void cancel_whileAModelRuns_failsAtOnce() {
        system.endpoint("e", "steps: {it: {model: double}}\n").open();
        system.runtime().runGate().shut();
        var sent = system.send("e", Map.of("x", List.of(1, 2, 3)));
        sent.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "hung up", ""));
        assertThatThrownBy(() -> sent.answer().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("hung up");
        system.runtime().runGate().open();
        system.serving().awaitIdle(Await.TIMEOUT);
    }

    @Test
    void refresh_aFileThatBreaks_answersOnAsBefore() {
        system.endpoint("e", "steps: {it: {model: double}}\n").open();
        system.endpoint("e", "steps: {it: {model: dubble}}\n");
        system.serving().refresh().join();
        assertThat(system.errors("e"))
                .singleElement()
                .asString()
                .contains("2: step 'it' calls dubble: no model 'dubble'; did you mean 'double'?");
        assertThat(numbers(system.predict("e", Map.of("x", List.of(1, 2, 3))), "y"))
                .containsExactly(2f, 4f, 6f);
        system.endpoint("e", "steps: {it: {model: treble}}\n");
        system.serving().refresh().join();
        assertThat(system.errors("e")).isEmpty();
        assertThat(numbers(system.predict("e", Map.of("x", List.of(1, 2, 3))), "y"))
                .containsExactly(3f, 6f, 9f);
    }

    @Test
    void refresh_aModelThatIsReplacedByOneOfAnotherShape_isCompiledAnew() {
        system.endpoint("e", "steps: {it: {model: double}}\n").open();
        system.model(
                "double",
                "2",
                "inputs: x float32 [N, 2]\noutputs: y float32 [N, 2]\nmultiply: 2\n",
                """
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N, 2], meaning: two numbers}
                  outputs:
                    - {name: y, type: float32, shape: [N, 2], meaning: their multiples}
                """);
        system.serving().refresh().join();
        assertThat(numbers(system.predict("e", Map.of("x", List.of(1, 2))), "y"))
                .containsExactly(2f, 4f);
    }

    @Test
    void endpoint_thatReadsNothing_isAnError() {
        system.endpoint("e", "steps: {it: {compute: {one: 1 + 1}}}\n").open();
        assertThat(system.errors("e"))
                .singleElement()
                .asString()
                .contains("steps that read no input");
    }

    @Test
    void acquire_noSuchEndpoint_saysWhatThereIs() {
        system.endpoint("reader", "steps: {it: {model: double}}\n").open();
        assertThatThrownBy(() -> system.predict("raeder", Map.of()))
                .hasMessageContaining("no endpoint 'raeder'; did you mean 'reader'?");
    }

    @Test
    void output_undefinedForARecord_failsTheRequest() {
        system.endpoint("e", "steps: {it: {model: small}}\noutputs: {r: 1 / int(it.score)}\n")
                .open();
        assertThat(system.predict("e", Map.of("x", 1)).get("r")).isEqualTo(1L);
        assertThatThrownBy(() -> system.predict("e", Map.of("x", 0)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("pipeline-step-failed")
                .hasMessageContaining("output 'r'");
    }

    @Test
    void input_ofAnotherSizeThanTheModelTakes_failsTheRequest() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: x, type: float32, shape: [n], meaning: numbers}]
                        steps: {it: {model: double, inputs: {x: "input.x.filter(n, n > 1.0)"}}}
                        """)
                .open();
        assertThat(numbers(system.predict("e", Map.of("x", List.of(1, 2, 3, 4))), "y"))
                .containsExactly(4f, 6f, 8f);
        assertThatThrownBy(() -> system.predict("e", Map.of("x", List.of(1, 2, 3))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("step 'it'");
    }
}
