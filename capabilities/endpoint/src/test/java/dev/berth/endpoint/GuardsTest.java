package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Actions of guards, the order of their evaluation, and guards that fail themselves. The model
/// `small` gives back a number and a word, `double` takes three numbers.
final class GuardsTest {
    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.numbers("double", "1", 2)
                .scores("small", 1)
                .scores("undefined", Double.NaN)
                .counts("counts", "int64")
                .counts("unsigned", "uint64");
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    /// An endpoint over one model with guards, each in a line.
    private void open(String model, String... guards) {
        var content = new StringBuilder("steps: {it: {model: " + model + "}}\nguards:\n");
        List.of(guards).forEach(guard -> content.append("  ").append(guard).append('\n'));
        system.endpoint("e", content.toString()).open();
        assertThat(system.errors("e")).isEmpty();
    }

    private Object score(Object x) {
        return system.predict("e", Map.of("x", x)).getOrDefault("score", "none");
    }

    private AbstractObjectAssert<?, Problem> assertFails(Map<String, ?> record) {
        return assertThatThrownBy(() -> system.predict("e", record))
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(ProblemException::problem);
    }

    private void assertFails(Map<String, ?> record, ProblemCode code, String message) {
        assertFails(record)
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.message()).contains(message);
                        });
    }

    @Test
    void reject_whereTheRuleHolds_refusesAndRunsNoModel() {
        open("small", "g: {on: input, when: input.x > 2.0, reject: at most 2}");
        int before = system.runtime().runs().size();
        assertFails(Map.of("x", 3), ProblemCode.GUARD_REJECTED, "at most 2 (guard 'g')");
        assertThat(system.events()).containsExactly("activated g");
        assertThat(system.runtime().runs()).hasSize(before);
    }

    @Test
    void reject_whereTheRuleDoesNotHold_isNotHeard() {
        open("small", "g: {on: input, when: input.x > 2.0, reject: at most 2}");
        assertThat(score(2)).isEqualTo(2f);
        assertThat(system.events()).isEmpty();
    }

    @Test
    void reject_oneOfSeveralRecords_refusesAllAndNamesTheRecord() {
        open("small", "g: {on: input, when: input.x > 2.0, reject: at most 2}");
        List<Map<String, Integer>> records =
                List.of(Map.of("x", 1), Map.of("x", 3), Map.of("x", 1), Map.of("x", 1));
        assertThatThrownBy(() -> system.predictAll("e", records))
                .hasMessageContaining("record 1: at most 2");
        assertThat(system.events()).containsExactly("activated g");
    }

    @Test
    void replace_severalRecords_isHeardOnceForEach() {
        open("small", "g: {on: input, when: input.x > 2.0, replace: {x: 2.0}}");
        assertThat(system.predictAll("e", List.of(Map.of("x", 3), Map.of("x", 1), Map.of("x", 4))))
                .extracting(answer -> answer.get("score"))
                .containsExactly(2f, 1f, 2f);
        assertThat(system.events()).containsExactly("activated g", "activated g");
    }

    @Test
    void abstain_onTheAnswer_givesNone() {
        open("small", "g: {on: output, when: output.score < 1.0, abstain: too dark}");
        assertFails(Map.of("x", 0.5), ProblemCode.ABSTAINED, "too dark (guard 'g')");
        assertThat(system.events()).containsExactly("activated g");
        assertThat(score(1)).isEqualTo(1f);
        assertThat(system.events()).hasSize(1);
    }

    @Test
    void replace_onInputByWhatItWas_isWhatStepsRead() {
        open("small", "g: {on: input, when: input.x > 2.0, replace: {x: input.x * 10.0}}");
        assertThat(score(3)).isEqualTo(30f);
        assertThat(system.events()).containsExactly("activated g");
        assertThat(score(2)).isEqualTo(2f);
        assertThat(system.events()).hasSize(1);
    }

    @Test
    void replace_onOutput_readsInputsStepsAndOutputs() {
        open(
                "small",
                "g: {on: output, when: output.score == input.x, replace: {label: \"it.label + '!'\"}}");
        assertThat(system.predict("e", Map.of("x", 3, "text", "a")).get("label")).isEqualTo("a!");
        assertThat(system.events()).containsExactly("activated g");
    }

    @Test
    void replace_severalFields_eachReadsWhatWasBefore() {
        open(
                "small",
                "g: {on: input, when: true, replace: {text: string(input.x), x: double(size(input.text))}}");
        Map<String, Object> answer = system.predict("e", Map.of("x", 1.5, "text", "abc"));
        assertThat(answer.get("label")).isEqualTo("1.5");
        assertThat(answer.get("score")).isEqualTo(3f);
    }

    @Test
    void replace_byAListOfAnotherSize_fails() {
        open("double", "g: {on: output, when: true, replace: {y: \"[1.0, 2.0]\"}}");
        assertFails(Map.of("x", List.of(1, 2, 3)), ProblemCode.GUARD_ERROR, "guard 'g'");
        assertThat(system.events()).singleElement().asString().startsWith("failed g");
    }

    @Test
    void clamp_numberBeyond_becomesTheEnd() {
        open("small", "g: {on: output, clamp: {score: {min: -1, max: 2}}}");
        assertThat(score(3)).isEqualTo(2f);
        assertThat(score(-3)).isEqualTo(-1f);
        assertThat(system.events()).containsExactly("activated g", "activated g");
    }

    @Test
    void clamp_numberWithin_isNotHeard() {
        open("small", "g: {on: output, clamp: {score: {min: -1, max: 0.1}}}");
        assertThat(score(-1)).isEqualTo(-1f);
        // The float that is nearest to the end is the end.
        assertThat(score(0.1)).isEqualTo(0.1f);
        assertThat(system.events()).isEmpty();
    }

    @Test
    void clamp_withARule_isOnlyAskedWhereItHolds() {
        open("small", "g: {on: output, when: input.text == 'a', clamp: {score: {max: 1}}}");
        assertThat(score(3)).isEqualTo(3f);
        assertThat(system.predict("e", Map.of("x", 3, "text", "a")).get("score")).isEqualTo(1f);
        assertThat(system.events()).containsExactly("activated g");
    }

    @Test
    void clamp_list_changesTheNumbersBeyondOnly() {
        open("double", "g: {on: input, clamp: {x: {min: 0, max: 2}}}");
        assertThat(system.predict("e", Map.of("x", List.of(-1, 1.5, 3))).get("y"))
                .isEqualTo(List.of(0f, 3f, 4f));
        assertThat(system.events()).containsExactly("activated g");
    }

    @Test
    void clamp_integers_keepsThemWhole() {
        open("counts", "g: {on: output, clamp: {count: {min: 1.5, max: 7.5}}}");
        assertThat(system.predict("e", Map.of("n", 1)).get("count")).isEqualTo(2L);
        assertThat(system.predict("e", Map.of("n", 9)).get("count")).isEqualTo(7L);
        assertThat(system.events()).hasSize(2);
        assertThat(system.predict("e", Map.of("n", 7)).get("count")).isEqualTo(7L);
        assertThat(system.events()).hasSize(2);
    }

    @Test
    void clamp_integersBesideOneBeyond_keepTheirLastDigits() {
        system.model(
                "wholes",
                "1",
                "inputs: n int64 [N, 2]\noutputs: m int64 [N, 2]\nmultiply: 1\n",
                """
                  batch: N
                  inputs:
                    - {name: n, type: int64, shape: [N, 2], meaning: whole numbers}
                  outputs:
                    - {name: m, type: int64, shape: [N, 2], meaning: the same}
                """);
        open("wholes", "g: {on: output, clamp: {m: {min: 0}}}");
        long odd = (1L << 53) + 1;
        assertThat(system.predict("e", Map.of("n", List.of(odd, -1))).get("m"))
                .isEqualTo(List.of(odd, 0L));
    }

    @Test
    void clamp_ofWhatIsNoNumber_fails() {
        open("undefined", "g: {on: output, clamp: {score: {max: 1}}}");
        assertFails(Map.of("x", 1), ProblemCode.GUARD_ERROR, "NaN");
        assertThat(system.events()).singleElement().asString().startsWith("failed g");
    }

    @Test
    void clamp_ofWhatIsNoNumberIgnored_leavesAllAsItWas() {
        system.endpoint(
                        "e",
                        """
                        steps: {a: {model: small}, b: {model: undefined}}
                        outputs: {a: a.score, b: b.score}
                        guards:
                          g: {on: output, clamp: {a: {max: 1}, b: {max: 1}}, failure-policy: ignore}
                        """)
                .open();
        Map<String, Object> answer = system.predict("e", Map.of("x", 3));
        assertThat(answer.get("a")).isEqualTo(3f);
        assertThat(answer.get("b")).isEqualTo(Float.NaN);
        assertThat(system.events()).containsExactly("failed g, ignored");
    }

    @Test
    void rule_overWhatIsNoNumber_doesNotHold() {
        open(
                "undefined",
                "less: {on: output, when: output.score < 1.0, reject: less}",
                "more: {on: output, when: output.score >= 1.0, reject: more}",
                "same: {on: output, when: output.score == output.score, reject: same}",
                "other: {on: output, when: output.score != output.score, abstain: no number}");
        assertFails(Map.of("x", 1), ProblemCode.ABSTAINED, "no number");
        assertThat(system.events()).containsExactly("activated other");
    }

    @Test
    void answer_onInput_answersAndRunsNoModel() {
        open(
                "small",
                "g: {on: input, when: input.text == 'known', respond: {score: input.x * 2.0, label: input.text}}");
        int before = system.runtime().runs().size();
        assertThat(system.predict("e", Map.of("x", 3, "text", "known")))
                .isEqualTo(Map.of("score", 6f, "label", "known"));
        assertThat(system.runtime().runs()).hasSize(before);
        assertThat(system.events()).containsExactly("activated g");
    }

    @Test
    void answer_onOutput_isWhatIsAnsweredWhateverComesAfter() {
        open(
                "small",
                "first: {on: output, when: true, replace: {score: output.score + 1.0}}",
                "g: {on: output, when: output.score > 2.0, respond: {score: output.score * 10.0, label: \"'much'\"}}",
                "last: {on: output, when: true, replace: {score: 0.0}}");
        assertThat(system.predict("e", Map.of("x", 2)))
                .isEqualTo(Map.of("score", 30f, "label", "much"));
        assertThat(system.events()).containsExactly("activated first", "activated g");
        assertThat(score(1)).isEqualTo(0f);
    }

    @Test
    void guards_areAskedInTheirOrderAndSeeWhatEarlierOnesReplaced() {
        open(
                "small",
                "a: {on: input, when: input.x == 1.0, replace: {x: input.x + 1.0}}",
                "b: {on: output, when: output.score == 6.0, replace: {score: output.score + input.x}}",
                "c: {on: input, when: input.x == 2.0, replace: {x: input.x * 3.0}}",
                "d: {on: output, clamp: {score: {max: 10}}}",
                "e: {on: output, when: output.score == 10.0, replace: {score: output.score / 4.0}}");
        assertThat(score(1)).isEqualTo(2.5f);
        assertThat(system.events())
                .containsExactly(
                        "activated a", "activated c", "activated b", "activated d", "activated e");
    }

    @Test
    void guards_afterOneThatRejects_areNotAsked() {
        open(
                "small",
                "a: {on: input, when: true, reject: no}",
                "b: {on: input, when: true, abstain: no}");
        assertFails(Map.of("x", 1), ProblemCode.GUARD_REJECTED, "no");
        assertThat(system.events()).containsExactly("activated a");
    }

    @Test
    void rule_thatFails_failsTheRequest() {
        open("small", "g: {on: input, when: 1 / int(input.x) > 0, reject: no}");
        assertFails(Map.of("x", 0), ProblemCode.GUARD_ERROR, "guard 'g' of endpoint e failed");
        assertThat(system.events()).containsExactly("failed g");
    }

    @Test
    void rule_overANumberTooLargeForIt_failsTheRequest() {
        open("unsigned", "g: {on: input, when: input.n > 5, reject: no}");
        BigInteger large = BigInteger.ONE.shiftLeft(63);
        assertFails(Map.of("n", large), ProblemCode.GUARD_ERROR, "guard 'g'");
        assertThat(system.events()).containsExactly("failed g");
    }

    @Test
    void rule_thatFailsIgnored_goesOn() {
        open(
                "small",
                "g: {on: input, when: 1 / int(input.x) > 0, replace: {x: 5.0}, failure-policy: ignore}");
        assertThat(score(0)).isEqualTo(0f);
        assertThat(system.events()).containsExactly("failed g, ignored");
    }

    @Test
    void replacement_thatFails_failsTheRequest() {
        open(
                "small",
                "g: {on: input, when: true, replace: {text: \"'a'\", x: double(1 / int(input.x))}}");
        assertFails(Map.of("x", 0), ProblemCode.GUARD_ERROR, "guard 'g'");
        assertThat(system.events()).containsExactly("failed g");
    }

    @Test
    void replacement_thatFailsIgnored_leavesAllAsItWas() {
        open(
                "small",
                "g: {on: input, when: true, replace: {text: \"'a'\", x: double(1 / int(input.x))}, failure-policy: ignore}");
        assertThat(system.predict("e", Map.of("x", 0, "text", "b")))
                .isEqualTo(Map.of("score", 0f, "label", "b"));
        assertThat(system.events()).containsExactly("failed g, ignored");
    }

    @Test
    void answer_thatFails_failsUnlessIgnored() {
        String answer =
                "{on: input, when: true, respond: {label: \"'a'\", score: 1 / int(input.x)}";
        open("small", "g: " + answer + ", failure-policy: ignore}", "h: " + answer + "}");
        assertFails(Map.of("x", 0), ProblemCode.GUARD_ERROR, "guard 'h'");
        assertThat(system.events()).containsExactly("failed g, ignored", "failed h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", failure-policy: ignore"})
    void rule_thatACallerMakesFail_isTheCallersDoing(String more) {
        open(
                "small",
                "g: {on: input, when: \"'abc'.matches(input.text)\", reject: no" + more + "}");
        for (String pattern : List.of("(", "(".repeat(20_000), "((a{1,900}){1,900}){1,900}")) {
            assertFails(
                    Map.of("x", 0, "text", pattern), ProblemCode.PIPELINE_STEP_FAILED, "guard 'g'");
        }
        assertThat(system.events()).isEmpty();
        assertFails(Map.of("x", 0, "text", "ab"), ProblemCode.GUARD_REJECTED, "no");
    }

    @Test
    void replacement_thatACallerMakesFail_isTheCallersDoing() {
        open(
                "small",
                "g: {on: input, when: true, replace: {x: \"'abc'.matches(input.text) ? 1.0 : 2.0\"}, failure-policy: ignore}");
        assertFails(Map.of("x", 0, "text", "("), ProblemCode.PIPELINE_STEP_FAILED, "guard 'g'");
        assertThat(score(1)).isEqualTo(2f);
    }
}
