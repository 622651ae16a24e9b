package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.system.CheckReport;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCheckTest {
    private final FakeSystem system;

    SystemCheckTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    private CheckReport check() {
        return SystemCheck.run(system.directory(), system.options());
    }

    private void change(String from, String to) {
        system.files()
                .edit(
                        "models/m/1/model.yaml",
                        text -> {
                            assertThat(text).contains(from);
                            return text.replace(from, to);
                        });
    }

    @Test
    void run_goodPackage_isCleanAndLeavesNothingInMemory() {
        system.write("m", "1", 2);

        assertThat(check().errors()).isEmpty();
        assertThat(system.runtime().loads()).isEqualTo(1);
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    @Test
    void run_severalErrorsOnTheWayOfTheTensors_reportsEachWithItsLine() throws IOException {
        system.write(
                "m",
                "1",
                2,
                "encode:",
                "  - {step: l2-normalize, form: x, into: unit}",
                "decode:",
                "  - {step: softmax, from: unit, into: z}",
                "  - {step: sofmax, from: y, into: q}");
        change("{name: y, type: float32, shape: [N, 3]", "{name: y, type: int64, shape: [N, 4]");

        assertThat(check().errors())
                .extracting(error -> error.location().line() + " " + error.found())
                .anyMatch(text -> text.startsWith("12 ") && text.contains("form"))
                .anyMatch(text -> text.startsWith("15 ") && text.contains("sofmax"))
                .anyMatch(text -> text.startsWith("9 ") && text.contains("output 'y'"))
                .noneMatch(text -> text.startsWith("14 "));
        assertThat(check().errors()).allSatisfy(SystemCheckTest::mendable);
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private static void mendable(ValidationError error) {
        assertThat(error.location().file().getFileName()).hasToString("model.yaml");
        assertThat(error.expected()).isNotBlank();
        assertThat(error.remedy()).isNotBlank();
    }

    @Test
    void run_inputThatTheArtifactDoesNotKnow_namesTheOneThatIsMissing() throws IOException {
        system.write("m", "1", 2);
        change("name: x,", "name: z,");

        assertThat(check().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.found()).contains("artifact input 'x'"));
    }

    @Test
    void run_bucketForADimensionThatIsNowhere_isAnError() {
        system.write(
                "m",
                "1",
                2,
                "encode:",
                "  - {step: l2-normalize, from: x, into: unit}",
                "batch: {buckets: {seq: [8]}}");

        assertThat(check().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.found()).contains("'seq'"));
    }

    @Test
    void run_fileThatIsNoModel_pointsToTheArtifact() throws IOException {
        system.write("m", "1", 2);
        Files.writeString(system.directory().resolve("models/m/1/model.txt"), "not a model");

        assertThat(check().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.pointer()).isEqualTo("/artifacts/model"));
    }

    @Test
    void run_exampleThatTheModelDoesNotAnswer_isAnError() throws IOException {
        system.write("m", "1", 2);
        change("the field x", "the field x, example: [7, 7, 7]");
        Files.writeString(
                system.directory().resolve("models/m/1/model.txt"),
                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nfail-on: 7\n");

        assertThat(check().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.found()).contains("its own examples"));
    }
}
