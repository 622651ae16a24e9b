package dev.berth.catalog.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.SystemOnDisk;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointOutput;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Range;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Descriptions of endpoints: one that says everything, and every error that can be distinguished
/// from a description alone.
final class EndpointReaderTest {
    private static final String WHOLE =
            """
            summary: The lines of text in a photograph
            owner: Reading team
            inputs:
              - {name: language, type: string, meaning: of the text, default: en}
              - {name: sizes, type: float32, shape: [sizes, 2], meaning: some sizes, unit: m}
            steps:
              one: {model: detect@2, inputs: {x: input.x}, timeout: 250ms, default-outputs: {y: [0, 1]}}
              sums: {compute: {sum: "one.y[0] + 1", half: 0.5, yes: true}}
              many: {model: sizes, for-each: size in input.sizes, inputs: {x: size}}
              all: {ensemble: [{model: a, weight: 3}, {model: b}], combine: vote}
              two: {cascade: [{model: a, accept: "score > 0.5"}, {model: b@1}], max-escalation-ratio: 0.25}
              way: {switch: [{when: "input.language == 'de'", model: a}, {model: b}]}
            outputs:
              lines: one.y
              score: {value: two.score, meaning: how sure, unit: "1"}
            guards:
              long: {on: input, when: size(input.sizes) > 9, reject: at most 9 sizes}
              dark: {on: output, when: output.score < 0.1, abstain: too dark, failure-policy: ignore}
              other: {on: input, when: true, replace: {language: "'en'"}}
              range: {on: output, clamp: {score: {min: 0, max: 1}, lines: {max: 9}}}
              known: {on: input, when: input.language == "xx", respond: {lines: "[0.0]", score: 1}}
            limits: {timeout: 5s}
            """;

    @TempDir private Path directory;

    private SystemOnDisk system;

    @BeforeEach
    void begin() {
        system = new SystemOnDisk(directory).with("m", "1", SystemOnDisk.PACKAGE);
    }

    private EndpointDescription description(String content) {
        system.write("endpoints/e.yaml", content);
        Catalog catalog = system.catalog();
        assertThat(catalog.check().errors()).isEmpty();
        return ((EndpointEntry.Valid) catalog.read().part(EndpointEntries.class).all().getFirst())
                .description();
    }

    private static Map<String, String> texts(Map<String, ExpressionText> expressions) {
        return expressions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().text()));
    }

    private static Callee model(String name) {
        return new Callee.Model(ModelName.of(name), Optional.empty());
    }

    private static Callee model(String name, String version) {
        return new Callee.Model(ModelName.of(name), Optional.of(new ModelVersion(version)));
    }

    /// They are read all the same, and so have to be checked.
    @Test
    void values_underAnError_areErrorsToo() {
        system.write(
                "endpoints/e.yaml",
                """
                summary: s
                steps:
                  ma*ny: {model: no name}
                  all: {ensemble: [{model: none either}]}
                """);
        assertThat(system.catalog().check().errors())
                .extracting(ValidationError::found)
                .containsExactly(
                        "the name 'ma*ny'",
                        "the text 'no name'",
                        "a list of 1 item",
                        "the text 'none either'");
        assertThat(system.catalog().read().part(EndpointEntries.class).all().getFirst())
                .isInstanceOf(EndpointEntry.Broken.class);
    }

    @Test
    void endpoint_whole_hasWhatIsWrittenBesideItsSteps() {
        EndpointDescription read = description(WHOLE);
        assertThat(read.name().value()).isEqualTo("e");
        assertThat(read.summary()).isEqualTo("The lines of text in a photograph");
        assertThat(read.owner()).contains("Reading team");
        assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.location().file()).isEqualTo(directory.resolve("endpoints/e.yaml"));
        Field language = read.graph().inputs().getFirst();
        assertThat(language.shape().rank()).isZero();
        assertThat(language.fallback()).contains("en");
        Field sizes = read.graph().inputs().getLast();
        assertThat(sizes.shape().list())
                .containsExactly(Dimension.dynamic("sizes"), Dimension.fixed(2));
        assertThat(sizes.unit()).contains("m");
        assertThat(read.graph().outputs())
                .extracting(EndpointOutput::name)
                .containsExactly("lines", "score");
        var score = (EndpointOutput.Single) read.graph().outputs().getLast();
        assertThat(score.value().text()).isEqualTo("two.score");
        assertThat(score.value().location().line()).isEqualTo(15);
        assertThat(score.meaning()).contains("how sure");
        assertThat(score.unit()).contains("1");
        assertThat(((EndpointOutput.Single) read.graph().outputs().getFirst()).meaning()).isEmpty();
    }

    @Test
    void endpoint_whole_hasItsSteps() {
        List<GraphStep> steps = description(WHOLE).graph().steps();
        assertThat(steps)
                .extracting(GraphStep::name)
                .containsExactly("one", "sums", "many", "all", "two", "way");
        GraphStep one = steps.getFirst();
        assertThat(one.pattern()).isEqualTo(new StepOperation.Call(model("detect", "2")));
        assertThat(texts(one.with())).isEqualTo(Map.of("x", "input.x"));
        assertThat(one.timeout()).contains(Duration.ofMillis(250));
        assertThat(one.otherwise()).isEqualTo(Map.of("y", List.of(0L, 1L)));
        assertThat(one.location().line()).isEqualTo(7);
        assertThat(texts(((StepOperation.Compute) steps.get(1).pattern()).values()))
                .isEqualTo(Map.of("sum", "one.y[0] + 1", "half", "0.5", "yes", "true"));
        GraphStep.Each each = steps.get(2).each().orElseThrow();
        assertThat(each.variable()).isEqualTo("size");
        assertThat(each.list().text()).isEqualTo("input.sizes");
        assertThat(steps.get(3).pattern())
                .isEqualTo(
                        new StepOperation.Ensemble(
                                List.of(
                                        new StepOperation.Member(model("a"), 3),
                                        new StepOperation.Member(model("b"), 1)),
                                StepOperation.Combination.VOTE));
        var cascade = (StepOperation.Cascade) steps.get(4).pattern();
        assertThat(cascade.escalationMax()).hasValue(0.25);
        assertThat(cascade.stages().getFirst().accept().orElseThrow().text())
                .isEqualTo("score > 0.5");
        assertThat(cascade.stages().getLast())
                .isEqualTo(new StepOperation.Stage(model("b", "1"), Optional.empty()));
        var cases = ((StepOperation.Switch) steps.get(5).pattern()).cases();
        assertThat(cases.getFirst().when().orElseThrow().text())
                .isEqualTo("input.language == 'de'");
        assertThat(cases.getLast()).isEqualTo(new StepOperation.Case(model("b"), Optional.empty()));
    }

    @Test
    void endpoint_whole_hasItsGuards() {
        List<Guard> guards = description(WHOLE).guards();
        assertThat(guards)
                .extracting(Guard::name)
                .containsExactly("long", "dark", "other", "range", "known");
        Guard first = guards.getFirst();
        assertThat(first.position()).isEqualTo(Guard.Position.INPUT);
        assertThat(first.when().orElseThrow().text()).isEqualTo("size(input.sizes) > 9");
        assertThat(first.response()).isEqualTo(new Guard.Reject("at most 9 sizes"));
        assertThat(first.isFailOpen()).isFalse();
        assertThat(first.location().line()).isEqualTo(17);
        Guard dark = guards.get(1);
        assertThat(dark.position()).isEqualTo(Guard.Position.OUTPUT);
        assertThat(dark.response()).isEqualTo(new Guard.Abstain("too dark"));
        assertThat(dark.isFailOpen()).isTrue();
        assertThat(texts(((Guard.Replace) guards.get(2).response()).values()))
                .isEqualTo(Map.of("language", "'en'"));
        assertThat(guards.get(3).when()).isEmpty();
        assertThat(guards.get(3).response())
                .isEqualTo(
                        new Guard.Clamp(
                                Map.of(
                                        "score",
                                        Range.between(0, 1),
                                        "lines",
                                        new Range(OptionalDouble.empty(), OptionalDouble.of(9)))));
        assertThat(texts(((Guard.Answer) guards.get(4).response()).values()))
                .isEqualTo(Map.of("lines", "[0.0]", "score", "1"));
    }

    @Test
    void outputs_aListOfObjects_hasItsFields() {
        EndpointDescription read =
                description(
                        """
                        summary: s
                        steps: {it: {model: m}}
                        outputs:
                          count: it.n
                          lines:
                            meaning: the lines
                            list:
                              text: it.text
                              width: {value: it.w, meaning: how wide, unit: mm}
                        guards:
                          wide: {on: output, for-each: line in output.lines, when: line.width > 9.0, omit: too wide}
                        """);
        var lines = (EndpointOutput.ObjectList) read.graph().outputs().getLast();
        assertThat(lines.name()).isEqualTo("lines");
        assertThat(lines.meaning()).isEqualTo("the lines");
        assertThat(lines.location().line()).isEqualTo(7);
        assertThat(lines.fields())
                .extracting(field -> field.name() + " " + field.value() + " " + field.unit())
                .containsExactly("text it.text Optional.empty", "width it.w Optional[mm]");
        Guard guard = read.guards().getFirst();
        assertThat(guard.when())
                .hasValueSatisfying(when -> assertThat(when).hasToString("line.width > 9.0"));
        var omit = (Guard.Omit) guard.response();
        assertThat(omit.message()).isEqualTo("too wide");
        assertThat(omit.each().variable()).isEqualTo("line");
        assertThat(omit.each().list().text()).isEqualTo("output.lines");
    }

    @Test
    void endpoint_withoutMore_hasTheDefaults() {
        EndpointDescription read = description("summary: s\nsteps: {it: {model: m}}\n");
        assertThat(read.owner()).isEmpty();
        assertThat(read.graph().inputs()).isEmpty();
        assertThat(read.graph().outputs()).isEmpty();
        assertThat(read.guards()).isEmpty();
        assertThat(read.timeout()).isEqualTo(EndpointDescription.TIMEOUT_DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    steps: {a: {model: m, compute: {x: 1}}}                     | model and compute | one of model, endpoint, remote, compute, features, ensemble, cascade, switch
                    steps: {a: {inputs: {x: input.x}}}                            | none of them | one of model, endpoint, remote, compute, features, ensemble, cascade, switch
                    steps: {input: {model: m}}                                  | a step named 'input' | another name
                    steps: {output: {model: m}}                                 | a step named 'output' | another name
                    steps: {a: {model: m, combine: mean}}                       | combine| both or none
                    steps: {a: {model: m, max-escalation-ratio: 0.5}}                 | max-escalation-ratio | both or none
                    steps: {a: {compute: {x: 1}, inputs: {x: input.x}}}           | inputs | on steps that call a model
                    steps: {a: {compute: {x: 1}, for-each: y in input.x}}           | for-each | on steps that call a model
                    steps: {a: {compute: {x: 1}, timeout: 1s}}                  | timeout | on steps that call a model
                    steps: {a: {compute: {x: 1}, default-outputs: {x: 1}}}            | default-outputs | on steps that call a model
                    steps: {a: {cascade: [{model: m}, {model: n}]}}             | no `accept` | one on each but the last
                    steps: {a: {cascade: [{model: m, accept: x}, {model: n, accept: x}]}} | accept` on the last one | none there
                    steps: {a: {switch: [{model: m}, {model: n}]}}              | no `when` | one on each but the last
                    steps: {a: {switch: [{model: m, when: x}, {model: n, when: x}]}} | when` on the last one | none there
                    steps: {a: {ensemble: [{model: m, weight: 0}, {model: n}]}} | the weight 0 | a finite number above 0
                    steps: {a: {ensemble: [{model: m, weight: .inf}, {model: n}]}} | the weight Infinity | a finite number above 0
                    steps: {a: {ensemble: [{model: m, weight: .nan}, {model: n}]}} | the number NaN | above 0
                    steps: {a: {ensemble: [{model: m}, {model: n}], combine: median}} | median | mean
                    steps: {a: {model: m, timeout: 0s}}                         | a timeout of nothing | a duration above zero
                    steps: {a: {model: m, for-each: nothing}}                       | nothing | <variable> in <list>
                    steps: {a: {model: "m@"}}                                   | m@ | name@version
                    steps: {a: {modell: m}}                                     | modell | model
                    steps: {a-b: {model: m}}                                    | a-b | letters, digits and `_`
                    """)
    void step_withAnError_isReportedWithItsLine(String steps, String found, String expected) {
        system.write("endpoints/e.yaml", "summary: s\n" + steps + "\n");
        assertOneError(2, found.replace("`", ""), expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    guards: {a: {on: input, reject: no}}                             | no `when` | the rule
                    guards: {a: {on: input, when: true}}                             | none of them | one of reject, abstain, replace, clamp, omit, respond, fallback
                    guards: {a: {on: input, when: true, reject: a, abstain: b}}      | reject and abstain | one of reject, abstain, replace, clamp, omit, respond, fallback
                    guards: {a: {when: true, reject: a}}                             | no key 'on' | input or output
                    guards: {a: {on: inputs, when: true, reject: a}}                 | inputs | input
                    guards: {a: {on: output, clamp: {x: {min: 2, max: 1}}}}          | min 2.0 and max 1.0 | min <= max
                    guards: {a: {on: output, clamp: {x: {min: .nan}}}}               | min NaN | min <= max
                    guards: {a: {on: output, clamp: {x: {}}}}                        | an empty mapping | min, max or both
                    guards: {a: {on: input, when: true, reject: a, failure-policy: go}} | go | fail
                    guards: {a: {on: input, when: true, rejekt: a}}                  | rejekt | rename it to `reject`
                    guards: {a: {on: input, wenn: true, when: true, reject: a}}      | wenn | when
                    limits: {timeout: 0s}                                            | a timeout of nothing | a duration above zero
                    limits: {timeout: 5}                                             | 5 | a duration
                    outputs: {a: {meaning: m}}                                       | neither `value` nor `list` | value
                    outputs: {a: {list: {}}}                                         | an empty mapping | fields of objects
                    outputs: {a: {list: [it.y]}}                                     | a list | fields of objects
                    outputs: {a: {list: {b: it.y}, unit: m}}                         | unit` beside | with each field
                    outputs: {a: {list: {b: it.y}, value: it.y}}                     | value` beside | with each field
                    outputs: {a: {list: {b: {meaning: m}}}}                          | no key 'value' | an expression
                    outputs: {a: {list: {b-c: it.y}}}                                | b-c | letters, digits and `_`
                    outputs: {a: {list: {b: {value: it.y, list: {c: it.y}}}}}        | list | one of value
                    outputs: {a: {lisd: {b: it.y}}}                                  | lisd | rename it to `list`
                    guards: {a: {on: output, when: true, omit: x}}                   | omit` without `for-each | for-each: line in output.lines
                    guards: {a: {on: output, for-each: b in output.c, omit: x}}          | no `when` | the rule
                    guards: {a: {on: input, when: true, for-each: b in output.c, omit: x}} | omit` on the input | on: output
                    guards: {a: {on: output, when: true, for-each: b in c.d, omit: x}}   | b in c.d | output.<list>
                    guards: {a: {on: output, when: true, for-each: b in output.c, reject: x}} | for-each` without `omit | both or none
                    output: {a: it.y}                                                | output | outputs
                    inputs: [{name: a, type: int32}]                                 | no key 'meaning' | in a sentence
                    inputs: [{name: a, type: int33, meaning: m}]                     | int33 | int32
                    """)
    void endpoint_withAnError_isReportedWithItsLine(String part, String found, String expected) {
        system.write("endpoints/e.yaml", "summary: s\nsteps: {it: {model: m}}\n" + part + "\n");
        assertOneError(3, found, expected);
    }

    private void assertOneError(int line, String found, String expected) {
        List<ValidationError> errors = system.catalog().check().errors();
        assertThat(errors).hasSize(1);
        ValidationError error = errors.getFirst();
        assertThat(error.location().file()).isEqualTo(directory.resolve("endpoints/e.yaml"));
        assertThat(error.location().line()).isEqualTo(line);
        assertThat(error.found().replace("`", "")).contains(found.replace("`", ""));
        assertThat(error.expected() + " " + error.remedy()).contains(expected);
        assertThat(error.remedy()).isNotBlank();
    }

    @Test
    void errors_several_areReportedTogetherInTheOrderOfLines() {
        system.write(
                "endpoints/e.yaml",
                """
                summary: s
                steps:
                  a:
                    model: m
                    compute: {x: 1}
                  b:
                    cascade:
                      - {model: m}
                      - {model: n, accept: x}
                guards:
                  c: {on: input, reject: no}
                limits:
                  timeout: 0ms
                """);
        assertThat(system.catalog().check().errors())
                .extracting(error -> error.location().line() + " " + error.pointer())
                .containsExactly(
                        "3 /steps/a",
                        "8 /steps/b/cascade/0",
                        "9 /steps/b/cascade/1/accept",
                        "11 /guards/c",
                        "13 /limits/timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    e.yml   | the file name e.yml | an ending of .yaml
                    -e.yaml | the file's name '-e' | letters
                    m.yaml  | an endpoint with the name of the model 'm' | a name of its own
                    """)
    void file_misnamed_isReported(String name, String found, String expected) {
        Path file = system.write("endpoints/" + name, "summary: s\nsteps: {it: {model: m}}\n");
        List<ValidationError> errors = system.catalog().check().errors();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().location().file()).isEqualTo(file);
        assertThat(errors.getFirst().found()).isEqualTo(found);
        assertThat(errors.getFirst().expected()).contains(expected);
    }

    @Test
    void files_hiddenOrOfAnotherKind_areNoEndpoints() {
        system.write("endpoints/.e.yaml", "nonsense");
        system.write("endpoints/.git/e.yaml", "nonsense");
        system.write("endpoints/more/e.yaml", "nonsense");
        system.write("endpoints/README.md", "nonsense");
        assertThat(system.catalog().read().part(EndpointEntries.class).all()).isEmpty();
        assertThat(system.catalog().check().errors()).isEmpty();
    }

    @Test
    void endpoint_broken_leavesTheOthersValid() {
        system.write("endpoints/b.yaml", "summary: s\nsteps: {it: {model: m}}\n");
        system.write("endpoints/a.yaml", "summary: s\nsteps: [\n");
        assertThat(system.catalog().read().part(EndpointEntries.class).all())
                .extracting(entry -> entry.name() + " " + entry.getClass().getSimpleName())
                .containsExactly("a Broken", "b Valid");
    }

    @Test
    void system_withoutEndpoints_hasNone() {
        Catalog catalog = system.catalog();
        assertThat(catalog.read().part(EndpointEntries.class).all()).isEmpty();
        assertThat(catalog.check().errors()).isEmpty();
    }
}
