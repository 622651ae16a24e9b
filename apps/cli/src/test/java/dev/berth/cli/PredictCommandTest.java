package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
    @TempDir Path directory;
    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
    }

    @Test
    void value_byName_isPredictedWithItsUnit() {
        Run run = RecordedTerminal.run("predict", system, "double", "x=[1.5]");

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("y  [3] m\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void value_withoutName_goesToTheOnlyInput() {
        Run run = RecordedTerminal.run("predict", system, "double@1", "[2]", "--json");

        assertThat(run.out()).isEqualTo("{\"y\":[4.0]}\n");
    }

    @Test
    void answer_withAListOfObjects_hasALineForEach() throws IOException {
        new SystemBuilder(directory)
                .endpoint(
                        "all",
                        """
                inputs:
                  - {name: rows, type: float32, shape: [rows, 1], meaning: the numbers}
                steps:
                  twice: {model: double, for-each: row in input.rows, inputs: {x: row}}
                outputs:
                  count: size(input.rows)
                  lines: {list: {text: "twice.y.map(y, string(y[0]))", y: twice.y}}
                """);

        Run run = RecordedTerminal.run("predict", system, "all", "rows=[[1],[2.25]]");
        Run json = RecordedTerminal.run("predict", system, "all", "rows=[[1]]", "--json");
        Run none = RecordedTerminal.run("predict", system, "all", "rows=[]");

        assertThat(run.out())
                .isEqualTo(
                        """
                        count  2
                        lines  text "2.0", y [2]
                               text "4.5", y [4.5000]
                        """);
        assertThat(json.out())
                .isEqualTo("{\"count\":1,\"lines\":[{\"text\":\"2.0\",\"y\":[2.0]}]}\n");
        assertThat(none.out()).isEqualTo("count  0\nlines  []\n");
    }

    @Test
    void value_fromFile_isRead() throws IOException {
        Path file = Files.writeString(directory.resolve("x.json"), "[21]");

        Run run = RecordedTerminal.run("predict", system, "double", "x=@" + file, "--json");

        assertThat(run.out()).isEqualTo("{\"y\":[42.0]}\n");
    }

    @Test
    void value_fromFolder_saysThatItIsNoFile() {
        Run run = RecordedTerminal.run("predict", system, "double", "x=@" + directory);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("is a folder (expected: a file)")
                .doesNotContain("Exception");
    }

    @Test
    void values_absent_predictTheExamplesAndSaySo() {
        Run run = RecordedTerminal.run("predict", system, "double", "--json");

        assertThat(run.out()).isEqualTo("{\"y\":[3.0]}\n");
        assertThat(run.err()).contains("no value given", "{\"x\":[1.5]}");
    }

    @Test
    void records_onStandardInput_areAnsweredLineByLine() {
        String lines = "{\"x\":[1]}\n\n[2]\n";

        Run run = RecordedTerminal.runWithInput(lines, "predict", system, "double", "-", "--json");

        assertThat(run.out()).isEqualTo("{\"y\":[2.0]}\n{\"y\":[4.0]}\n");
    }

    @Test
    void records_moreThanGoTogether_comeOutInOrder() {
        var lines = new StringBuilder();
        var expected = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append("{\"x\":[").append(i).append("]}\n");
            expected.append("{\"y\":[").append(2.0f * i).append("]}\n");
        }

        Run run =
                RecordedTerminal.runWithInput(
                        lines.toString(), "predict", system, "double", "-", "--json");

        assertThat(run.out()).isEqualTo(expected.toString());
    }

    /// The only input is a list, so that an array could also be a value.
    @Test
    void records_inAJsonArray_areRecordsOfAListInputToo() {
        String array = "[{\"x\":[1]},{\"x\":[2]}]\n";
        String printed = "[\n  {\n    \"x\": [\n      1\n    ]\n  },\n  {\"x\": [2]}\n]\n";

        Run run = RecordedTerminal.runWithInput(array, "predict", system, "double", "-", "--json");
        Run pretty =
                RecordedTerminal.runWithInput(printed, "predict", system, "double", "-", "--json");

        assertThat(run.out()).as(run.err()).isEqualTo("{\"y\":[2.0]}\n{\"y\":[4.0]}\n");
        assertThat(pretty.out()).as(pretty.err()).isEqualTo(run.out());
    }

    @Test
    void recordOrValue_overSeveralLines_isOne() {
        Run record =
                RecordedTerminal.runWithInput(
                        "{\n  \"x\": [\n    3\n  ]\n}\n",
                        "predict",
                        system,
                        "double",
                        "-",
                        "--json");
        Run value =
                RecordedTerminal.runWithInput(
                        "[\n  3\n]\n", "predict", system, "double", "-", "--json");

        assertThat(record.out()).as(record.err()).isEqualTo("{\"y\":[6.0]}\n");
        assertThat(value.out()).as(value.err()).isEqualTo("{\"y\":[6.0]}\n");
    }

    /// The others are neither loaded nor fetched, which would fail.
    @Test
    void model_ofMany_isTheOnlyOneThatIsLoaded() throws IOException {
        for (String other : new String[] {"broken", "absent"}) {
            Path folder = Files.createDirectories(directory.resolve("models/" + other + "/1"));
            String described =
                    Files.readString(directory.resolve("models/double/1/model.yaml"))
                            .replace(
                                    "model: model.onnx",
                                    other.equals("absent")
                                            ? "model: maven:com.example.berth:absent:1!/m.onnx"
                                            : "model: model.onnx");
            Files.writeString(folder.resolve("model.yaml"), described);
            Files.writeString(folder.resolve("model.onnx"), "no model");
        }
        Files.writeString(
                Files.createDirectories(directory.resolve("endpoints")).resolve("twice.yaml"),
                "summary: Twice\nsteps:\n  it: {model: double}\n");
        Files.writeString(
                directory.resolve("endpoints/again.yaml"),
                "summary: Twice again\nsteps:\n  it: {endpoint: twice}\n");
        ServingOptions options =
                ServingOptions.defaults().withCacheDirectory(directory.resolve("cache"));

        for (String name : new String[] {"double", "again"}) {
            try (var target = LocalTarget.openFor(ModelChoice.parse(name), directory, options)) {
                assertThat(
                                target.predict(
                                        ModelChoice.parse(name), List.of(Map.of("x", List.of(4)))))
                        .containsExactly(Map.of("y", List.of(8f)));
                assertThat(target.berth().serving().index())
                        .filteredOn(status -> !status.name().equals("double"))
                        .extracting(ModelStatus::state)
                        .containsExactly(ModelState.ON_DEMAND, ModelState.ON_DEMAND);
            }
        }
        Run broken = RecordedTerminal.run("predict", system, "broken", "[1]");
        assertThat(broken.status()).isNotZero();
        assertThat(broken.err()).contains("'broken' is not ready", "Protobuf parsing failed");
    }

    @Test
    void standardInput_empty_isUsageError() {
        Run run = RecordedTerminal.runWithInput("\n", "predict", system, "double", "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no record on standard input");
    }

    @Test
    void standardInput_brokenJson_isUsageErrorThatSaysWhatIsExpected() {
        Run run = RecordedTerminal.runWithInput("{\"x\": [1}\n", "predict", system, "double", "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "standard input: '{\"x\": [1}'",
                        "send a JSON array of records, or a record on each line",
                        "[x]");
    }

    @Test
    void input_misspelt_suggestsTheRightOne() {
        Run run = RecordedTerminal.run("predict", system, "double", "xx=[1]");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no input 'xx'", "did you mean 'x'?");
    }

    @Test
    void value_thatIsNoJson_isUsageError() {
        Run run = RecordedTerminal.run("predict", system, "double", "x=one");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'one' is not JSON", "[1, 2, 3]");
    }

    @Test
    void record_thatDoesNotFit_namesEveryFault() {
        Run run = RecordedTerminal.run("predict", system, "double", "x=[1,2]");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(".x: ", "expected");
    }

    @Test
    void file_thatIsNotThere_isNamed() {
        Run run = RecordedTerminal.run("predict", system, "double", "x=@nowhere.json");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no file or folder 'nowhere.json'");
    }

    @Test
    void model_misspelt_suggestsTheRightOne() {
        Run run = RecordedTerminal.run("predict", system, "duoble", "x=[1]");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("duoble", "did you mean 'double'");
    }

    @Test
    void server_thatIsNotThere_isExplained() {
        Run run = RecordedTerminal.run("predict", "http://127.0.0.1:1", "double", "x=[1]");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no answer from http://127.0.0.1:1", "berth up");
    }
}
