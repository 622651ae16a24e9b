package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneCommandTest {
    @TempDir Path directory;
    private Path profile = Path.of("");

    @BeforeEach
    void writeSystem() throws IOException {
        ScaleSystem.in(directory);
        profile = directory.resolve(".berth/profiles/double@1.json");
    }

    private Run tune(String... further) {
        List<String> words =
                new ArrayList<>(List.of("bench", directory.toString(), "double", "--tune"));
        words.addAll(List.of("--warm-up", "1ms", "--duration", "10ms"));
        words.addAll(List.of(further));
        return RecordedTerminal.run(words.toArray(String[]::new));
    }

    /// With a delay requests are batched, so that no event loop executes the model itself.
    private void gather() throws IOException {
        ScaleSystem.edit(directory, "signature:", "batch:\n  max-queue-delay: 1ms\nsignature:");
    }

    @Test
    void tune_modelOfMicroseconds_leavesItAsItIs() throws IOException {
        Run run = tune();

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("EXECUTORS", "as it is", "it takes microseconds");
        assertThat(Files.readString(profile)).contains("\"callers\":1").doesNotContain("tuned");
    }

    @Test
    void tune_modelWithExecutors_triesThemAndMarksOne() throws IOException {
        gather();

        Run run = tune();

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("→").containsPattern("(chosen:|left as it is:)");
        assertThat(run.out().lines().filter(line -> line.contains("→"))).hasSize(1);
        assertThat(run.err()).contains("profile written to " + profile);
    }

    @Test
    void tune_asJson_hasEveryCandidate() throws IOException {
        gather();

        Run run = tune("--json");

        assertThat(run.status()).as(run.err()).isZero();
        var printed = (Map<?, ?>) Objects.requireNonNull(JsonValues.read(run.out()));
        assertThat(printed.get("leftAsItIs")).isInstanceOf(Boolean.class);
        assertThat((List<?>) printed.get("candidates")).hasSizeGreaterThan(4);
    }

    @Test
    void tune_everythingSaid_measuresThePackageAlone() throws IOException {
        gather();
        ScaleSystem.edit(
                directory,
                "batch:\n  max-queue-delay",
                "runtime: {executors: 1, intra-op-threads: 1}\nbatch:\n  max-size: 4\n  max-queue-delay");

        Run run = tune("--json");

        assertThat(run.status()).as(run.err()).isZero();
        var printed = (Map<?, ?>) Objects.requireNonNull(JsonValues.read(run.out()));
        assertThat(printed.get("leftAsItIs")).isEqualTo(true);
        assertThat((List<?>) printed.get("candidates")).hasSize(1);
    }

    @Test
    void bench_afterATuning_keepsIt() throws IOException {
        Files.createDirectories(profile.resolveSibling(".").normalize());
        Files.writeString(profile, "{\"tuned\":{\"executors\":2}}");

        Run run =
                RecordedTerminal.run(
                        "bench",
                        directory.toString(),
                        "double",
                        "-c",
                        "1",
                        "--warm-up",
                        "0ms",
                        "--duration",
                        "10ms");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(profile))
                .contains("\"measurements\":[{", "\"tuned\":{\"executors\":2}");
    }

    @Test
    void tune_modelThatIsNotThere_leavesTheProfilesAlone() {
        Run run = RecordedTerminal.run("bench", directory.toString(), "other", "--tune");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("other");
        assertThat(profile).doesNotExist();
    }

    @Test
    void tune_anAddress_isAUsageError() {
        Run run = RecordedTerminal.run("bench", "http://localhost:1", "double", "--tune");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--tune with an address", "on the machine of the server");
    }

    @ParameterizedTest
    @CsvSource({"-c, 2", "--rate, 10", "-b, 4", "--protocol, typed", "--html, page.html"})
    void tune_withWhatItDecidesItself_isAUsageError(String option, String value) {
        Run run = tune(option, value);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("expected: one of the two");
    }
}
