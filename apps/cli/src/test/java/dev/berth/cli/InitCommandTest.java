package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.bench.LoopbackServer;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir Path directory;
    private String file = "";
    private String system = "";

    @BeforeEach
    void writeModel() throws IOException {
        file = Files.write(directory.resolve("my model.onnx"), OnnxModels.scale(3)).toString();
        system = directory.resolve("system").toString();
    }

    @Test
    void package_ofABareFile_passesTheCheckAndPredicts() {
        Run init = RecordedTerminal.run("init", "--model", file, "--output", system);

        assertThat(init.status()).as(init.err()).isZero();
        assertThat(init.out()).endsWith("models/my-model/1/model.yaml\n");
        assertThat(RecordedTerminal.run("check", system).status()).isZero();
        assertThat(RecordedTerminal.run("predict", system, "my-model", "[2]", "--json").out())
                .isEqualTo("{\"y\":[6.0]}\n");
    }

    @Test
    void package_withNameAndVersion_liesUnderThem() {
        Run run =
                RecordedTerminal.run(
                        "init",
                        "--model",
                        file,
                        "--output",
                        system,
                        "--name",
                        "m",
                        "--version",
                        "7",
                        "--json");

        assertThat(run.out()).contains("\"model\":\"m@7\"");
        assertThat(Path.of(system, "models/m/7/model.yaml")).exists();
    }

    /// A classifier written by skl2onnx: a sequence of maps from class to probability.
    @Test
    void classesOfMaps_areTheCategoriesOfTheColumns() throws IOException {
        for (boolean named : new boolean[] {true, false}) {
            byte[] bytes =
                    named ? OnnxModels.sklearnStringClassifier() : OnnxModels.sklearnClassifier();
            String model = named ? "named" : "numbered";
            Path classifier = Files.write(directory.resolve(model + ".onnx"), bytes);

            Run init =
                    RecordedTerminal.run(
                            "init", "--model", classifier.toString(), "--output", system);

            assertThat(init.status()).as(init.err()).isZero();
            assertThat(Path.of(init.out().strip()))
                    .content()
                    .contains(
                            "- name: probabilities",
                            named ? "categories: [no, yes]" : "categories: [\"0\", \"1\"]");
            Run predict = RecordedTerminal.run("predict", system, model, "[1, 0]");
            assertThat(predict.status()).as(predict.err()).isZero();
            assertThat(predict.out()).contains(named ? "no" : "0");
        }
        Run check = RecordedTerminal.run("check", system);
        assertThat(check.status()).as(check.out()).isZero();
    }

    /// A graph that computes from constants alone.
    @Test
    void modelWithoutInputs_isDescribedCheckedAndPredicted() throws Exception {
        byte[] bytes =
                OnnxModelFile.of(
                                OnnxGraph.named("constant")
                                        .output("y", OnnxType.tensor(OnnxElementType.FLOAT, 2))
                                        .initializer("c", OnnxTensor.floats(List.of(2L), 3, 4))
                                        .node(OnnxNode.of("Neg", List.of("c"), List.of("y"))))
                        .toByteArray();
        Path constant = Files.write(directory.resolve("constant.onnx"), bytes);

        Run init = RecordedTerminal.run("init", "--model", constant.toString(), "--output", system);
        Run check = RecordedTerminal.run("check", system);
        Run predict = RecordedTerminal.run("predict", system, "constant", "--json");
        Run piped =
                RecordedTerminal.runWithInput("{}\n", "predict", system, "constant", "-", "--json");

        assertThat(init.status()).as(init.err()).isZero();
        assertThat(check.status()).as(check.out()).isZero();
        assertThat(predict.out()).as(predict.err()).isEqualTo("{\"y\":[-3.0,-4.0]}\n");
        assertThat(piped.out()).as(piped.err()).isEqualTo("{\"y\":[-3.0,-4.0]}\n");
        try (var server = LoopbackServer.start(Path.of(system))) {
            Run served = RecordedTerminal.run("predict", server.address(), "constant", "--json");
            assertThat(served.out()).as(served.err()).isEqualTo("{\"y\":[-3.0,-4.0]}\n");
            assertThat(post(server, "/v1/models/constant:predict", "{}"))
                    .isEqualTo("200 {\"y\":[-3.0,-4.0]}");
            assertThat(post(server, "/v2/models/constant/infer", "{}"))
                    .startsWith("200 ")
                    .contains("[-3.0,-4.0]");
            assertThat(post(server, "/v2/models/constant/infer", "{\"inputs\":[]}"))
                    .startsWith("200 ")
                    .contains("[-3.0,-4.0]");
        }
    }

    private static String post(LoopbackServer server, String path, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(server.address() + path))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    /// The printed commands can be pasted into a shell.
    @Test
    void systemWithASpace_isQuotedInWhatIsShown() {
        String spaced = directory.resolve("my system").toString();

        Run run = RecordedTerminal.run("init", "--model", file, "--output", spaced);

        assertThat(run.err())
                .contains("`berth check '" + spaced + "'`", "`berth up '" + spaced + "'`");
    }

    @Test
    void package_thatExists_isLeftAlone() {
        RecordedTerminal.run("init", "--model", file, "--output", system);

        Run again = RecordedTerminal.run("init", "--model", file, "--output", system);

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("exists", "--version");
    }

    @Test
    void file_thatIsNoModel_isRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.onnx"), "not a model");

        Run run = RecordedTerminal.run("init", "--model", text.toString(), "--output", system);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("notes.onnx").doesNotContain("\tat ");
        assertThat(Path.of(system)).doesNotExist();
    }

    @Test
    void file_thatIsNotThere_isUsageError() {
        Run run = RecordedTerminal.run("init", "--model", "nowhere.onnx");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no file 'nowhere.onnx'");
    }
}
