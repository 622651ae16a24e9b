package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.testkit.runtime.FakeRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists of objects in an answer, and guards that leave objects out.
final class ListOutputsTest {
    private static final String GRAPH =
            """
            inputs:
              - {name: lengths, type: float32, shape: [lengths], meaning: some lengths, unit: m}
              - {name: boxes, type: float32, shape: [boxes, 3], meaning: some boxes}
            steps:
              read:
                model: small
                for-each: length in input.lengths
                inputs: {x: length, text: "string(length)"}
              grown:
                model: double
                for-each: box in input.boxes
                inputs: {x: box}
            outputs:
              count: size(input.lengths)
              lines:
                meaning: the lines of text
                list:
                  text: {value: read.label, meaning: what the line says}
                  score: read.score
                  box: grown.y
            """;

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory).numbers("double", "1", 2).scores("small", 1);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private void open(String... guards) {
        String more = guards.length == 0 ? "" : "guards:\n  " + String.join("\n  ", guards) + "\n";
        system.endpoint("e", GRAPH + more).open();
        assertThat(system.errors("e")).isEmpty();
    }

    private static Map<String, Object> record(Number... lengths) {
        List<List<Number>> boxes = new ArrayList<>();
        for (Number length : lengths) {
            boxes.add(List.of(length, 0, 1));
        }
        return Map.of("lengths", List.of(lengths), "boxes", boxes);
    }

    private static Map<String, Object> line(float length) {
        return Map.of(
                "text",
                Float.toString(length),
                "score",
                length,
                "box",
                List.of(2 * length, 0f, 2f));
    }

    private static Problem problem(Throwable failure) {
        return ((ProblemException) failure).problem();
    }

    @Test
    void signature_ofAList_hasAnOutputForEachFieldAndGroupsThem() {
        open();
        Signature signature = system.endpoints().endpoint("e").signature();
        assertThat(signature.outputs())
                .extracting(Field::name)
                .containsExactly("count", "lines.text", "lines.score", "lines.box");
        assertThat(signature.lists())
                .containsExactly(
                        new ObjectListSpec(
                                "lines", "the lines of text", List.of("text", "score", "box")));
        Field text = signature.findOutput("lines.text").orElseThrow();
        assertThat(text.meaning()).isEqualTo("what the line says");
        assertThat(text.shape()).hasToString("[N, lengths]");
        assertThat(signature.findOutput("lines.score").orElseThrow().unit()).contains("m");
        assertThat(signature.findOutput("lines.box").orElseThrow().shape())
                .hasToString("[N, boxes, 3]");
    }

    @Test
    void answer_ofAList_hasAnObjectForEachElement() {
        open();
        Map<String, Object> answer = system.predict("e", record(1, 2.5));
        assertThat(answer.keySet()).containsExactly("count", "lines");
        assertThat(answer.get("lines")).isEqualTo(List.of(line(1), line(2.5f)));
        assertThat(system.endpoints().endpoint("e").predict(record(3)).get("lines"))
                .isEqualTo(List.of(line(3)));
    }

    @Test
    void answer_ofNoElements_isAnEmptyList() {
        open(
                "none: {on: output, for-each: line in output.lines, when: line.score < 1.0, omit: short}");
        Map<String, Object> empty = Map.of("lengths", List.of(), "boxes", List.of());
        assertThat(system.predict("e", empty).get("lines")).isEqualTo(List.of());
        assertThat(system.events()).isEmpty();
    }

    @Test
    void answer_ofSeveralRecords_hasTheirOwnLists() {
        open(
                "short: {on: output, for-each: line in output.lines, when: line.score < 1.0, omit: short}");
        assertThat(
                        system.endpoints()
                                .endpoint("e")
                                .predictAll(List.of(record(1, 0.5, 2), record(0.25), record(3, 4))))
                .extracting(answer -> answer.get("lines"))
                .containsExactly(List.of(line(1), line(2)), List.of(), List.of(line(3), line(4)));
        assertThat(system.events())
                .containsExactly(
                        "activated short",
                        "omitted 1 by short",
                        "activated short",
                        "omitted 1 by short");
    }

    @Test
    void sizes_thatDiffer_failTheRequestAndSayHow() {
        open();
        Map<String, Object> record =
                Map.of("lengths", List.of(1, 2), "boxes", List.of(List.of(1, 2, 3)));
        assertThatThrownBy(() -> system.predict("e", record))
                .satisfies(
                        failure -> {
                            assertThat(problem(failure).code())
                                    .isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
                            assertThat(problem(failure).message())
                                    .isEqualTo(
                                            "the list 'lines' has 2 of text, 2 of score, 1 of box"
                                                    + " (expected: as many of each)");
                        });
    }

    @Test
    void sizes_thatDifferBeforeAGuardOnElements_failTheGuard() {
        open(
                "short: {on: output, for-each: line in output.lines, when: line.score < 1.0, omit: short}");
        Map<String, Object> record =
                Map.of("lengths", List.of(1, 2), "boxes", List.of(List.of(1, 2, 3)));
        assertThatThrownBy(() -> system.predict("e", record))
                .hasMessageContaining(
                        "guard 'short' of endpoint e failed: the list 'lines' has 2 of");
    }

    @Test
    void expression_ofAnEmptyListOfLists_hasAllItsDimensions() {
        system.endpoint(
                        "e",
                        """
                        inputs:
                          - {name: boxes, type: float32, shape: [boxes, 3], meaning: some boxes}
                        steps: {it: {compute: {n: size(input.boxes)}}}
                        outputs: {boxes: {list: {box: "input.boxes.filter(b, b[0] > 1.0)"}}}
                        """)
                .open();
        assertThat(system.errors("e")).isEmpty();
        assertThat(system.predict("e", Map.of("boxes", List.of(List.of(0, 1, 2)))).get("boxes"))
                .isEqualTo(List.of());
    }

    @Test
    void omit_whereTheRuleHolds_leavesElementsOutOfAllFields() {
        open(
                "doubtful: {on: output, for-each: line in output.lines, when: \"line.score < 1.0 ||"
                        + " !line.text.matches('^[0-9.]+$') || line.box[0] > 7.0\", omit: hardly legible}");
        assertThat(system.predict("e", record(0.5, 2, 4, 3)).get("lines"))
                .isEqualTo(List.of(line(2), line(3)));
        assertThat(system.events()).containsExactly("activated doubtful", "omitted 2 by doubtful");
    }

    @Test
    void omit_whereTheRuleHoldsForNone_changesNothingAndIsNotHeard() {
        open("g: {on: output, for-each: line in output.lines, when: line.score < 0.0, omit: none}");
        assertThat(system.predict("e", record(1, 2)).get("lines"))
                .isEqualTo(List.of(line(1), line(2)));
        assertThat(system.events()).isEmpty();
    }

    @Test
    void omit_ofAll_leavesAnEmptyListWhichALaterGuardReads() {
        open(
                "g: {on: output, for-each: line in output.lines, when: true, omit: all}",
                "h: {on: output, when: size(output.lines.text) == 0, abstain: nothing legible}");
        assertThatThrownBy(() -> system.predict("e", record(1, 2)))
                .satisfies(
                        failure ->
                                assertThat(problem(failure).code())
                                        .isEqualTo(ProblemCode.ABSTAINED));
        assertThat(system.events()).containsExactly("activated g", "omitted 2 by g", "activated h");
    }

    @Test
    void omit_ruleOverTheRecordAndTheWholeList_readsBoth() {
        open(
                "g: {on: output, for-each: line in output.lines, when: \"double(output.count) > 2.0 &&"
                        + " output.lines.score.exists(s, s > line.score)\", omit: not the longest}");
        assertThat(system.predict("e", record(1, 3, 2)).get("lines")).isEqualTo(List.of(line(3)));
        assertThat(system.predict("e", record(1, 3)).get("lines"))
                .isEqualTo(List.of(line(1), line(3)));
    }

    @Test
    void omit_twice_leavesOutWhatEitherDoes() {
        open(
                "a: {on: output, for-each: line in output.lines, when: line.score < 1.0, omit: short}",
                "b: {on: output, for-each: it in output.lines, when: it.score > 3.0, omit: long}",
                "c: {on: output, clamp: {lines.score: {max: 2}}}");
        assertThat(system.predict("e", record(0.5, 1, 3, 4)).get("lines"))
                .isEqualTo(
                        List.of(
                                line(1),
                                Map.of("text", "3.0", "score", 2f, "box", List.of(6f, 0f, 2f))));
        assertThat(system.events()).contains("activated a", "activated b", "activated c");
    }

    @Test
    void omit_thatFailsItself_failsOrIsIgnored() {
        String rule =
                "{on: output, for-each: line in output.lines, when: 1 / size(output.lines.text) > 2 || int(line.text) > 0, omit: x";
        open("g: " + rule + "}");
        assertThatThrownBy(() -> system.predict("e", record(1.5)))
                .hasMessageContaining("guard 'g' of endpoint e failed");
        system.endpoint("e", GRAPH + "guards: {g: " + rule + ", failure-policy: ignore}}\n");
        system.serving().refresh().join();
        assertThat(system.predict("e", record(1.5)).get("lines")).isEqualTo(List.of(line(1.5f)));
    }

    @Test
    void when_overLists_readsThem() {
        open(
                "g: {on: output, when: \"output.lines.text.all(t, t == '1.0') ||"
                        + " output.lines.box.exists(b, b[0] > 9.0)\", abstain: no}");
        assertThatThrownBy(() -> system.predict("e", record(1, 1))).hasMessageContaining("no (");
        assertThatThrownBy(() -> system.predict("e", record(2, 5))).hasMessageContaining("no (");
        assertThat(system.predict("e", record(1, 2)).get("lines"))
                .isEqualTo(List.of(line(1), line(2)));
    }

    @Test
    void answer_ofAGuard_hasListsOfTheSameSize() {
        open(
                "g: {on: input, when: size(input.lengths) == 1, respond: {count: 0, lines.text: \"['a']\","
                        + " lines.score: \"[0.5]\", lines.box: \"[[1.0, 2.0, 3.0]]\"}}",
                "h: {on: input, when: size(input.lengths) == 2, respond: {count: 0, lines.text: \"['a']\","
                        + " lines.score: \"[0.5, 1.0]\", lines.box: \"[[1.0, 2.0, 3.0]]\"}}");
        assertThat(system.predict("e", record(1)).get("lines"))
                .isEqualTo(List.of(Map.of("text", "a", "score", 0.5f, "box", List.of(1f, 2f, 3f))));
        assertThatThrownBy(() -> system.predict("e", record(1, 2)))
                .hasMessageContaining(
                        "guard 'h' of endpoint e failed: the list 'lines' has 1 of text");
    }

    @Test
    void endpoint_thatCallsOneWithAList_passesItOnOrReadsItsFields() {
        system.endpoint("e", GRAPH)
                .endpoint("outer", "steps: {inner: {endpoint: e}}\n")
                .endpoint(
                        "reader",
                        """
                        steps:
                          inner: {endpoint: e}
                          again:
                            model: small
                            for-each: word in inner.lines.text
                            inputs: {x: "double(word)", text: word}
                        outputs:
                          all: {list: {text: inner.lines.text, twice: again.score}}
                        """)
                .open();
        assertThat(system.errors("outer")).isEmpty();
        assertThat(system.errors("reader")).isEmpty();
        assertThat(system.predict("outer", record(1, 2)).get("lines"))
                .isEqualTo(List.of(line(1), line(2)));
        assertThat(system.predict("reader", record(1, 2)).get("all"))
                .isEqualTo(
                        List.of(
                                Map.of("text", "1.0", "twice", 1f),
                                Map.of("text", "2.0", "twice", 2f)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {list: {text: read.label, total: "size(read.label)"}} | | 13 | 'total' of the list 'lines', which is a single value | a list
                    {list: {a: fixed.y, b: "fixed.y", c: four.y}}         | | 13 | a list 'lines' of 3 (a) and 4 (c) | a value for each of the same objects
                    {list: {text: read.labl}}                             | | 13 | 'read.labl': undeclared reference | read.label
                    {list: {score: read.score}} | {on: output, for-each: line in output.line, when: line.score < 1.0, omit: x}   | 15 | no list 'output.line'; did you mean 'output.lines'? | one of output.lines
                    read.score                  | {on: output, for-each: line in output.lines, when: line.score < 1.0, omit: x}  | 15 | no list 'output.lines' | there is none
                    {list: {score: read.score}} | {on: output, for-each: line in output.lines, when: line.scor < 1.0, omit: x}   | 15 | 'line.scor < 1.0': undeclared reference | line.score
                    {list: {score: read.score}} | {on: output, for-each: line in output.lines, when: line.score, omit: x}        | 15 | 'line.score', which gives double | true or false
                    {list: {score: read.score}} | {on: output, for-each: read in output.lines, when: read.score < 1.0, omit: x}  | 15 | an element named 'read', as something else is | a name of its own
                    {list: {score: size(input.lengths)}} | {on: output, for-each: line in output.lines, when: line.score < 1, omit: x} | 13 | 'score' of the list 'lines', which is a single value | a list
                    """)
    void list_withAnError_isReportedWithItsLine(
            String output, String guard, int line, String found, String expected) {
        system.model(
                        "four",
                        "1",
                        "inputs: x float32 [N, 4]\noutputs: y float32 [N, 4]\nmultiply: 1\n",
                        """
                          batch: N
                          inputs: [{name: x, type: float32, shape: [N, 4], meaning: four numbers}]
                          outputs: [{name: y, type: float32, shape: [N, 4], meaning: the same}]
                        """)
                .endpoint(
                        "e",
                        """
                        inputs:
                          - {name: lengths, type: float32, shape: [lengths], meaning: some lengths}
                        steps:
                          read:
                            model: small
                            for-each: length in input.lengths
                            inputs: {x: length, text: "string(length)"}
                          fixed: {model: double}
                          four: {model: four, inputs: {x: input.w}}
                        outputs:
                          count: size(input.lengths)
                          lines: %s
                        guards:
                          g: %s
                        """
                                .formatted(
                                        output,
                                        guard == null
                                                ? "{on: output, clamp: {count: {min: 0}}}"
                                                : guard))
                .open();
        assertThat(system.errors("e")).hasSize(1);
        assertThat(system.errors("e").getFirst())
                .startsWith(line + ": ")
                .contains(found)
                .contains(expected);
    }

    @Test
    void run_thatOmits_asksEachModelOnce() {
        open("g: {on: output, for-each: line in output.lines, when: true, omit: all}");
        int before = system.runtime().runs().size();
        system.predict("e", record(1, 2, 3));
        assertThat(system.runtime().runs().subList(before, before + 2))
                .extracting(FakeRuntime.Run::rows)
                .containsExactlyInAnyOrder(3, 3);
    }
}
