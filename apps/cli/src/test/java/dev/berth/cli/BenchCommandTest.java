package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    @TempDir Path directory;
    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
    }

    @Test
    void sweep_overConcurrencyAndBatch_writesAProfileThatNamesTheMachine() throws IOException {
        Path page = directory.resolve("page.html");

        Run run =
                RecordedTerminal.run(
                        "bench",
                        system,
                        "double",
                        "-c",
                        "1,2",
                        "-b",
                        "1,4",
                        "--warm-up",
                        "1ms",
                        "--duration",
                        "20ms",
                        "--html",
                        page.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 caller × 1  ▏", "2 callers × 4 ▏", "RECORDS/S");
        assertThat(Files.readString(directory.resolve(".berth/profiles/double@1.json")))
                .contains(
                        "\"command\":\"berth bench "
                                + directory.getFileName()
                                + " double --concurrency 1,2 --batch 1,4 --warm-up 1ms --duration"
                                + " 20ms --protocol in-process\"",
                        "\"modelSha256\":\"",
                        "\"cpu\":",
                        "\"jdk\":",
                        "\"engines\":{\"onnx\":",
                        "\"callers\":2,\"batch\":4");
        assertThat(Files.readString(page)).contains("<svg", "<polyline", "2 callers × 4");
    }

    @Test
    void openLoop_atARate_callsAsOftenAsAsked() {
        Run run =
                RecordedTerminal.run(
                        "bench",
                        system,
                        "double",
                        "--rate",
                        "200",
                        "--warm-up",
                        "0ms",
                        "--duration",
                        "100ms",
                        "--json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("\"mode\":\"open\",\"callsPerSecond\":200.0", "\"calls\":20,");
    }

    @Test
    void numbers_thatMakeNoSense_areUsageErrors() {
        Run run = RecordedTerminal.run("bench", system, "double", "-c", "0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--concurrency", "'0' (expected: a whole number from 1");
    }

    @ParameterizedTest
    @CsvSource({
        "-r, -1, a number above 0",
        "-c, many, a whole number",
        "--duration, 0s, 1ms or more",
        "--html, no-such-folder/page.html, a folder that can be written"
    })
    void options_outOfRange_areRefusedBeforeAnythingIsMeasured(
            String option, String value, String expected) {
        Run run = RecordedTerminal.run("bench", system, "double", option, value);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(expected).doesNotContain("Exception", "double'");
    }

    @Test
    void way_thatDoesNotExist_namesThoseThatDo() {
        Run run = RecordedTerminal.run("bench", system, "double", "--protocol", "grpc");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("in-process, typed, v2-json, v2-binary");
    }
}
