package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every error that only shows once the models are known, each with its line.
final class CompilerErrorsTest {
    /// Line 1 is the summary, and what a test writes begins in line 7.
    private static final String INPUTS =
            """
            inputs:
              - {name: sizes, type: float32, shape: [sizes], meaning: some sizes}
              - {name: word, type: string, meaning: a word}
              - {name: feet, type: float32, meaning: a length, unit: ft}
              - {name: count, type: int64, meaning: a count}
            """;

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.numbers("double", "1", 2)
                .numbers("treble", "1", 3)
                .scores("small", 1)
                .counts("counts", "int64");
        other("pairs", 2, "y");
        other("strange", 3, "z");
    }

    /// A model whose input is of another size than that of `double`, or whose output is.
    private void other(String model, int size, String output) {
        system.model(
                model,
                "1",
                "inputs: x float32 [N, %d]\noutputs: %s float32 [N, %d]\nmultiply: 2\n"
                        .formatted(size, output, size),
                """
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N, %d], meaning: numbers}
                  outputs:
                    - {name: %s, type: float32, shape: [N, %d], meaning: their multiples}
                """
                        .formatted(size, output, size));
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {model: dubble}                                              | step 'it' calls dubble: no model 'dubble'; did you mean 'double'? | a model that is served
                    {model: double@7}                                            | step 'it' calls double@7: | a model that is served
                    {model: double, inputs: {x: detect.y}}                         | 'detect.y': undeclared reference to 'detect' | an expression over input.sizes, input.word
                    {model: double, inputs: {x: it.y}}                             | step 'it' reads it, which reads it in turn | steps that do not go in a circle
                    {model: small, inputs: {x: input.count}}                       | input 'x' of small: int64 [] | float32 []
                    {model: small, inputs: {x: input.word}}                        | input 'x' of small: string [] | float32 []
                    {model: counts, inputs: {n: input.feet + 1.0}}                 | input 'n' of counts: an expression that gives double | int64 [], int, as int(…) gives
                    {model: double, inputs: {x: input.feet}}                       | input 'x' of double: float32 [] | float32 [3]
                    {model: double, inputs: {x: input.feet + 1.0}}                 | input 'x' of double: an expression that gives double | float32 [3]
                    {model: small, inputs: {x: input.feet}}                        | input 'x' of small: a value in ft | one in m
                    {model: double, inputs: {xs: input.x}}                         | the input 'xs' | an input of what is called: x
                    {model: small, for-each: foot in input.feet, inputs: {x: foot}}    | input.feet, which is a single value | a list
                    {model: small, for-each: foot in input.foot, inputs: {x: foot}}    | nothing named 'input.foot' | an input or an output of an earlier step
                    {model: counts, for-each: size in input.sizes, inputs: {n: size}}  | input 'n' of counts: float32 [] | int64 []
                    {cascade: [{model: small, accept: score > 1.0}, {model: small}], for-each: size in input.sizes, inputs: {x: size}} | `for-each` with a choice between models | it with a model or an ensemble
                    {ensemble: [{model: double}, {model: strange}]}              | no output that all of them have | at least one
                    {ensemble: [{model: counts}, {model: counts}]}               | and that can be combined so | at least one
                    {model: small, default-outputs: {score: high, label: none}}        | score | a value for each output of the step
                    {model: small, default-outputs: {score: 0}}                        | label | a value for each output of the step
                    {model: small, default-outputs: {score: 0, label: a, lable: b}}    | lable | a value for each output of the step
                    {model: double, default-outputs: {y: [1, 2]}}                      | y | a value for each output of the step
                    {switch: [{when: input.count, model: double}, {model: treble}]} | 'input.count', which gives int | true or false
                    {cascade: [{accept: score + 1.0, model: small}, {model: small}]} | 'score + 1.0', which gives double | true or false
                    {cascade: [{accept: scor > 1.0, model: small}, {model: small}]} | 'scor > 1.0': undeclared reference to 'scor' | an expression over score, label
                    {compute: {n: input.count + 'a'}}                            | 'input.count + 'a'': found no matching overload | an expression over
                    """)
    void step_withAnError_isReportedWithItsLine(String step, String found, String expected) {
        assertOneError("steps:\n  it: " + step + "\n", 8, found, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {on: input, when: input.count, reject: no}                 | 'input.count', which gives int | true or false
                    {on: input, when: it.score > 1.0, reject: no}              | 'it.score > 1.0': undeclared reference to 'it' | an expression over
                    {on: input, when: output.score > 1.0, reject: no}          | 'output.score > 1.0': undeclared reference to 'output' | an expression over
                    {on: output, when: output.scor > 1.0, reject: no}          | 'output.scor > 1.0': undeclared reference | output.score
                    {on: input, when: true, replace: {wurd: "'a'"}}            | guard 'g': the field 'wurd'; did you mean 'word'? | one of sizes, word, feet, count
                    {on: output, when: true, replace: {word: "'a'"}}           | guard 'g': the field 'word' | one of score, label
                    {on: input, when: true, replace: {word: 1}}                | '1', which gives int | string []
                    {on: input, when: true, replace: {sizes: 1.0}}             | '1.0', which gives double | float32 [sizes]
                    {on: input, when: true, replace: {word: wort}}             | 'wort': undeclared reference | an expression over
                    {on: output, clamp: {label: {max: 1}}}                     | guard 'g': a range for 'label', which is string | a range for numbers
                    {on: output, clamp: {scores: {max: 1}}}                    | guard 'g': the field 'scores'; did you mean 'score'? | one of score, label
                    {on: input, clamp: {count: {min: 0.2, max: 0.8}}}          | guard 'g': a range for 'count' with no whole number in it | a range for numbers
                    {on: input, when: true, respond: {score: 1}}                | guard 'g': an answer without 'label' | all fields of the answer
                    {on: input, when: true, respond: {score: 1, label: 2}}      | '2', which gives int | string []
                    {on: output, when: true, respond: {score: 1, label: "'a'", lable: 1}} | guard 'g': the field 'lable'; did you mean 'label'? | one of score, label
                    """)
    void guard_withAnError_isReportedWithItsLine(String guard, String found, String expected) {
        String content = "steps: {it: {model: small}}\nguards:\n  g: " + guard + "\n";
        assertOneError(content, 9, found, expected);
    }

    private void assertOneError(String content, int line, String found, String expected) {
        system.endpoint("e", INPUTS + content).open();
        List<ValidationError> errors = system.findings("e");
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().location().line()).isEqualTo(line);
        assertThat(errors.getFirst().found()).contains(found);
        assertThat(errors.getFirst().expected()).contains(expected);
        assertThat(errors.getFirst().remedy()).isNotBlank();
    }

    @Test
    void output_ofNothing_isReported() {
        assertOneError(
                "steps: {it: {model: small}}\noutputs:\n  score: it.scor\n",
                9,
                "'it.scor': undeclared reference",
                "it.score");
    }

    @Test
    void typeMisfit_ofNumbers_hintsAtTheConversion() {
        system.endpoint(
                        "e",
                        INPUTS
                                + """
                                steps:
                                  a: {model: small, inputs: {x: input.count}}
                                  b: {model: counts, inputs: {n: input.feet}}
                                """)
                .open();
        assertThat(system.findings("e"))
                .extracting(ValidationError::remedy)
                .containsExactly(
                        "convert it with an expression such as double(input.count)",
                        "convert it with an expression such as int(input.feet)");
    }

    @Test
    void input_thatStepsReadWithDifferentShapes_isReportedAtTheSecond() {
        assertOneError(
                "steps:\n  a: {model: double}\n  b: {model: pairs}\n",
                9,
                "input 'x' of pairs: float32 [3]",
                "float32 [2]");
    }

    @Test
    void circle_isReportedAtAStepThatIsInIt() {
        assertOneError(
                """
                steps:
                  reader: {model: double, inputs: {x: a.y}}
                  a: {model: double, inputs: {x: b.y}}
                  b: {model: treble, inputs: {x: c.y}}
                  c: {model: treble, inputs: {x: a.y}}
                """,
                9,
                "step 'a' reads b, which reads it in turn",
                "steps that do not go in a circle");
    }

    @Test
    void step_namedInATextOnly_isNotRead() {
        system.endpoint(
                        "e",
                        "inputs: [{name: s, type: string, meaning: m}]\nsteps: {it: {compute: {y: \"'Read it. Then ' + input.s\"}}}\n")
                .open();
        assertThat(system.errors("e")).isEmpty();
    }

    @Test
    void errors_several_areReportedTogether() {
        system.endpoint(
                        "e",
                        INPUTS
                                + """
                                steps:
                                  a: {model: small, inputs: {x: input.count}}
                                  b: {model: double, inputs: {y: input.x}}
                                  c: {compute: {n: input.count + 'a', m: input.cuont}}
                                guards:
                                  g: {on: input, when: input.count, reject: no}
                                """)
                .open();
        assertThat(system.findings("e"))
                .extracting(error -> error.location().line())
                .containsExactlyInAnyOrder(8, 9, 10, 10, 12);
    }

    @Test
    void models_severalUnknown_areReportedTogether() {
        system.endpoint("e", "steps:\n  a: {model: dubble}\n  b: {model: trebel}\n").open();
        assertThat(system.findings("e"))
                .extracting(error -> error.location().line())
                .containsExactly(3, 4);
    }

    @Test
    void step_thatReadsOneWithAnError_isNotReportedForIt() {
        assertOneError(
                """
                steps:
                  a: {model: double, inputs: {xs: input.x}}
                  b: {model: treble, inputs: {x: a.y}}
                  c: {compute: {n: "b.y[0] + 1.0"}}
                  d: {model: small, for-each: y in a.y, inputs: {x: y}}
                """,
                8,
                "the input 'xs'",
                "x");
    }

    @Test
    void error_inTheFile_keepsTheOthersReady() {
        system.endpoint("e", "steps: {it: {model: dubble}}\n")
                .endpoint("f", "steps: {it: {model: double}}\n")
                .open();
        assertThat(system.endpoints().statuses())
                .extracting(EndpointStatus::isReady)
                .containsExactly(false, true);
    }
}
