package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.serving.request.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fallbacks of endpoints.
final class FallbackTest {
    private static final Problem BROKEN =
            Problem.of(ProblemCode.INFERENCE_FAILED, "broken", "mend it");

    private static final String ALL =
            """
            inputs: [{name: x, type: float32, meaning: a number}]
            steps: {it: {model: small}}
            outputs: {score: it.score}
            fallback:
              before: {replace: {small: older}}
              rule: {respond: {score: "double(input.x) / 0.5"}}
            """;

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 3).scores("older", 5);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private void fail(int runs) {
        for (int i = 0; i < runs; i++) {
            system.runtime().failNextRun(BROKEN);
        }
    }

    private void assertAnswer(Map<String, Object> record, double score, String... annotations) {
        assertAnswer(system.send("e", record), score, annotations);
    }

    private static void assertAnswer(
            EndpointSystem.Sent sent, double score, String... annotations) {
        try (Prediction answer = sent.await()) {
            assertThat(answer.outputs().require("score").number(0)).isEqualTo(score);
            assertThat(answer.annotations()).containsExactly(annotations);
        }
    }

    private static void assertFails(ThrowingCallable call, ProblemCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void stepThatFails_isFollowedByTheFallbacksInTheirOrder() {
        system.endpoint("e", ALL).open();
        assertThat(system.errors("e")).isEmpty();
        assertAnswer(Map.of("x", 2), 6);
        fail(1);
        assertAnswer(Map.of("x", 2), 10, "fallback:before");
        fail(2);
        assertAnswer(Map.of("x", 2), 4, "fallback:rule");
        assertThat(system.events())
                .containsExactly(
                        "fell back to before: inference-failed",
                        "fell back to before: inference-failed",
                        "fell back to rule: inference-failed");
    }

    @Test
    void fallbacksThatAllFail_tellWhyThereWasOneAtAll() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        fallback:
                          before: {replace: {small: older}}
                        """)
                .open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "the first", "mend it"));
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "the second", "mend it"));
        assertFails(
                () -> system.predict("e", Map.of("x", 2)),
                ProblemCode.INFERENCE_FAILED,
                "the first");
    }

    @Test
    void guardThatFallsBack_isAskedOfTheFallbackAsWell() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: x, type: float32, meaning: a number}]
                        steps: {it: {model: small}}
                        outputs: {score: it.score}
                        guards:
                          high: {on: output, when: output.score > 100.0, fallback: too high}
                        fallback:
                          before: {replace: {small: older}}
                          most: {respond: {score: 100}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertAnswer(Map.of("x", 30), 90);
        // Of the older model as well.
        assertAnswer(Map.of("x", 40), 100, "fallback:most");
        assertThat(system.events())
                .containsExactly(
                        "activated high",
                        "fell back to before: abstained",
                        "activated high",
                        "fell back to most: abstained");
    }

    @Test
    void guardThatFallsBack_withoutAnAnswerAtAll_abstainsWithItsReason() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        guards:
                          high: {on: output, when: output.score > 100.0, fallback: too high}
                        fallback:
                          before: {replace: {small: older}}
                        """)
                .open();
        assertFails(
                () -> system.predict("e", Map.of("x", 40)),
                ProblemCode.ABSTAINED,
                "too high (guard 'high')");
    }

    @Test
    void guardsOnTheInput_areAskedBeforeTheFallback() {
        system.endpoint(
                        "e",
                        ALL
                                + """
                                guards:
                                  low: {on: input, when: input.x < 1.0, replace: {x: "1.0"}}
                                  high: {on: input, when: input.x > 9.0, reject: at most 9}
                                """)
                .open();
        fail(2);
        assertAnswer(Map.of("x", -7), 2, "fallback:rule", "guard:low");
        // A caller's own error is reported to it.
        assertFails(
                () -> system.predict("e", Map.of("x", 10)),
                ProblemCode.GUARD_REJECTED,
                "at most 9");
    }

    @Test
    void guardThatFails_staysFailClosed() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: x, type: float32, meaning: a number}]
                        steps: {it: {model: small}}
                        outputs: {score: it.score}
                        guards:
                          odd: {on: output, when: "[1.0][int(output.score)] > 0.0", reject: odd}
                        fallback:
                          rule: {respond: {score: 1}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertFails(() -> system.predict("e", Map.of("x", 2)), ProblemCode.GUARD_ERROR, "odd");
    }

    @Test
    void cachedAnswer_olderThanTheCacheGives_isAFallback() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        cache: {max-bytes: 1MiB, ttl: 1ms}
                        fallback:
                          kept: {cached: 1h}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        Map<String, Object> record = Map.of("x", 2, "text", "two");
        assertAnswer(record, 6);
        system.time().advance(Duration.ofMillis(2));
        fail(1);
        assertAnswer(record, 6, "fallback:kept", "cached:e");
        assertThat(system.events())
                .containsExactly("MISS", "MISS", "fell back to kept: inference-failed");
        fail(1);
        assertFails(
                () -> system.predict("e", Map.of("x", 3)), ProblemCode.INFERENCE_FAILED, "broken");
    }

    @Test
    void variantThatFails_fallsBackToTheEndpointsOwnSteps() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        traffic:
                          route-by-header: true
                          variants:
                            stable: {weight: 1}
                            fresh: {weight: 1, replace: {small: older}}
                        fallback:
                          stable: {replace: {small: small}}
                        limits: {max-concurrent-records: 1}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        fail(1);
        EndpointSystem.Sent sent =
                system.send(
                        system.endpoints().acquire(new EndpointName("e"), "fresh"), Map.of("x", 2));
        assertAnswer(sent, 6, "fallback:stable");
        // The place in the bulkhead is free again.
        assertThat(system.predict("e", Map.of("x", 2))).containsKey("score");
    }

    @Test
    void stepThatIsLate_isFollowedByAFallback() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: x, type: float32, meaning: a number}]
                        steps: {it: {model: small, timeout: 20ms}}
                        outputs: {score: it.score}
                        fallback:
                          rule: {respond: {score: 1}}
                        """)
                .open();
        system.runtime().runGate().shut();
        try {
            EndpointSystem.Sent sent = system.send("e", Map.of("x", 2));
            system.runtime().runGate().awaitWaiting(1);
            system.time().advance(Duration.ofMillis(19));
            assertThat(sent.answer()).isNotDone();
            system.time().advance(Duration.ofMillis(2));
            assertAnswer(sent, 1, "fallback:rule");
        } finally {
            system.runtime().runGate().open();
        }
    }

    @Test
    void callThatIsGivenUp_isNotFollowedByAFallback() {
        system.endpoint("e", ALL).open();
        system.runtime().runGate().shut();
        EndpointSystem.Sent sent = system.send("e", Map.of("x", 2));
        sent.ticket().cancel(Problem.of(ProblemCode.DEADLINE_EXCEEDED, "too late", "wait longer"));
        assertThatThrownBy(sent::await).hasMessageContaining("too late");
        system.runtime().runGate().open();
        assertThat(system.events()).isEmpty();
    }

    @Test
    void records_ofOneRequest_fallBackEachByItself() {
        system.model(
                        "small",
                        "1",
                        """
                        inputs: x float32 [N]; text string [N]
                        outputs: score float32 [N]; label string [N]
                        multiply: 3
                        fail-on: 2
                        """,
                        EndpointSystem.SCORES)
                .endpoint("e", ALL)
                .open();
        List<Map<String, Object>> answers =
                system.predictAll("e", List.of(Map.of("x", 1), Map.of("x", 2), Map.of("x", 3)));
        assertThat(answers).extracting(answer -> answer.get("score")).containsExactly(3f, 10f, 9f);
        assertThat(system.events()).containsExactly("fell back to before: inference-failed");
    }

    @Test
    void fallback_thatDoesNotFit_isReportedWithItsLine() {
        system.counts("counts", "int64")
                .endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        fallback:
                          other: {replace: {small: counts}}
                        """)
                .endpoint(
                        "f",
                        """
                        steps: {it: {model: small}}
                        fallback:
                          part: {respond: {score: "'much'", skore: 1}}
                        """)
                .open();
        assertThat(system.errors("e")).isNotEmpty().allMatch(each -> each.startsWith("4: "));
        assertThat(system.errors("e").getFirst()).contains("fallback 'other'");
        assertThat(system.errors("f"))
                .anyMatch(each -> each.contains("fallback 'part': the field 'skore'"))
                .anyMatch(each -> each.contains("fallback 'part': an answer without 'label'"))
                .anyMatch(each -> each.contains("''much'', which gives string"));
    }

    @Test
    void records_eachForItself_areAnsweredOrHaveTheirOwnProblem() {
        system.endpoint(
                        "e",
                        """
                        steps: {it: {model: small}}
                        guards:
                          high: {on: input, when: input.x > 9.0, reject: at most 9}
                        """)
                .open();
        List<RecordResult> answers =
                system.endpoints()
                        .endpoint("e")
                        .predictEach(
                                List.of(
                                        Map.of("x", 1),
                                        Map.of("x", 10),
                                        Map.of("y", 1),
                                        Map.of("x", 3)));
        assertThat(answers).hasSize(4);
        assertThat(((RecordResult.Predicted) answers.getFirst()).fields())
                .containsEntry("score", 3f);
        assertThat(((RecordResult.Failed) answers.get(1)).problem().code())
                .isEqualTo(ProblemCode.GUARD_REJECTED);
        assertThat(((RecordResult.Failed) answers.get(2)).problem().code())
                .isEqualTo(ProblemCode.RECORD_INVALID);
        assertThat(((RecordResult.Predicted) answers.getLast()).fields())
                .containsEntry("score", 9f);
    }

    @Test
    void inputs_areGivenBack_whetherThereIsAFallbackOrNot() {
        system.endpoint("e", ALL).open();
        for (int i = 0; i < 200; i++) {
            fail(i % 3);
            assertThat(system.predict("e", Map.of("x", i))).containsKey("score");
        }
        // What is left shows in closeWithNothingLeft.
    }
}
