package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Run init = RecordedTerminal.run("init", "--model", file, "--out", system);

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
                        "--out",
                        system,
                        "--name",
                        "m",
                        "--version",
                        "7",
                        "--json");

        assertThat(run.out()).contains("\"model\":\"m@7\"");
        assertThat(Path.of(system, "models/m/7/model.yaml")).exists();
    }

    @Test
    void package_thatExists_isLeftAlone() {
        RecordedTerminal.run("init", "--model", file, "--out", system);

        Run again = RecordedTerminal.run("init", "--model", file, "--out", system);

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("exists", "--version");
    }

    @Test
    void file_thatIsNoModel_isRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.onnx"), "not a model");

        Run run = RecordedTerminal.run("init", "--model", text.toString(), "--out", system);

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
