package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    @TempDir Path directory;

    @Test
    void system_withoutErrors_succeeds() throws IOException {
        Run run = RecordedTerminal.run("check", ScaleSystem.in(directory).toString());

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("no errors, no warnings in 1 package\n");
    }

    @Test
    void system_withErrors_namesPlaceExpectationAndRemedyOfEach() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(directory, "type: float32", "type: flaot32");

        Run run = RecordedTerminal.run("check", directory.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("model.yaml:8: error: ", "model.yaml:15: error: ", "flaot32")
                .contains("  expected: ", "  → ", "2 errors");
    }

    /// `init` leaves field descriptions to be filled in, in every package.
    @Test
    void warning_thatIsTheSameAtSeveralPlaces_isGivenOnceWithThePlaces() throws IOException {
        for (String name : List.of("a", "b")) {
            Path file = Files.write(directory.resolve(name + ".onnx"), OnnxModels.scale(2));
            String system = directory.resolve("system").toString();
            Run init = RecordedTerminal.run("init", "--model", file.toString(), "--output", system);
            assertThat(init.status()).as(init.err()).isZero();
        }

        Run run = RecordedTerminal.run("check", directory.resolve("system").toString());
        Run json = RecordedTerminal.run("check", directory.resolve("system").toString(), "--json");

        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out().lines().filter(line -> line.startsWith("  → "))).hasSize(1);
        assertThat(run.out())
                .contains("warning at 4 places:", "4 warnings in 2 packages")
                .containsPattern("models/a/1/model.yaml:\\d+: the meaning of 'x' is not described")
                .containsPattern("models/b/1/model.yaml:\\d+: the meaning of 'y' is not described");
        assertThat(json.out().split("\"remedy\"")).hasSizeGreaterThan(4);
    }

    @Test
    void report_asJson_hasFileAndLine() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(directory, "summary: Doubles a number\n", "");

        Run run = RecordedTerminal.run("check", directory.toString(), "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"errors\":[{\"file\":")
                .contains("\"line\":", "summary");
    }

    @Test
    void replicas_thatWouldDiffer_failTheCheckWithTheOptionAlone() throws IOException {
        ScaleSystem.in(directory);
        Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                directory.resolve("endpoints/twice.yaml"),
                """
                summary: Doubles a number
                steps:
                  scale: {model: double}
                traffic:
                  variants:
                    stable: {weight: 9}
                    other: {weight: 1, replace: {double: double@1}}
                cache: {max-bytes: 1MiB, ttl: 1m}
                """);
        String system = directory.toString();

        Run plain = RecordedTerminal.run("check", system, "--skip-load");
        Run replicas = RecordedTerminal.run("check", system, "--skip-load", "--replicas");
        Run json = RecordedTerminal.run("check", system, "--skip-load", "--replicas", "--json");

        assertThat(plain.status()).as(plain.out()).isZero();
        assertThat(replicas.status()).as(replicas.out()).isEqualTo(1);
        assertThat(replicas.out())
                .contains("twice.yaml:5: error: /traffic/variants: ")
                .contains("twice.yaml:8: warning: /cache: ")
                .contains("1 error, 1 warning in 1 package");
        assertThat(json.out()).contains("\"pointer\":\"/traffic/variants\"", "postgresql://");
    }

    /// What each example needs before it runs as several replicas.
    @ParameterizedTest
    @CsvSource({
        "lending, 0, ''",
        "many-models, 0, ''",
        "sentences, 0, ''",
        "sign-reader, 0, ''",
        "toxicity, 0, ''",
        "two-phase, 0, ''",
        "flights, 1, '.berth/features/online'",
    })
    void example_asReplicas_isSoundUnlessItKeepsFeatures(String name, int status, String error) {
        Path example = Path.of("../../examples", name);

        Run run = RecordedTerminal.run("check", example.toString(), "--skip-load", "--replicas");

        assertThat(run.status()).as(run.out()).isEqualTo(status);
        assertThat(run.out()).contains(error.isEmpty() ? "no errors" : error);
    }

    private Path card(String content) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cards"));
        return Files.writeString(folder.resolve("double.yaml"), content);
    }

    @Test
    void release_withoutRequirements_doesNotPass() throws IOException {
        String system = ScaleSystem.in(directory).toString();

        Run run = RecordedTerminal.run("check", system, "--release");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("no errors", "no requirements are declared", "docs/guides/documents.md");
    }

    @Test
    void release_withRequirements_passesIfAllAreMet() throws IOException {
        String system = ScaleSystem.in(directory).toString();
        card("requirements: [{license: [MIT]}]\n");

        Run unknown = RecordedTerminal.run("check", system, "--release");
        ScaleSystem.edit(directory, "summary:", "license: MIT\nsummary:");
        Run met = RecordedTerminal.run("check", system, "--release");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out())
                .contains(
                        """
                        cards/double.yaml:1: no data: model double@1: licence is one of MIT
                          found: no licence of double@1
                          → write `license` in its model.yaml
                        """,
                        "0 of 1 requirements are met");
        assertThat(met.status()).as(met.out()).isZero();
        assertThat(met.out()).contains("1 of 1 requirements are met");
        assertThat(RecordedTerminal.run("check", system).out()).doesNotContain("requirements");
    }

    @Test
    void release_withAnErrorInItsRequirements_doesNotPass() throws IOException {
        String system = ScaleSystem.in(directory).toString();
        ScaleSystem.edit(directory, "summary:", "license: MIT\nsummary:");
        card("requirements: [{license: [MIT]}, {metrik: a}]\n");

        Run run = RecordedTerminal.run("check", system, "--release");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("the key 'metrik'", "1 error");
    }

    @Test
    void results_areWrittenForContinuousIntegration() throws IOException {
        String system = ScaleSystem.in(directory).toString();
        card("requirements: [{throughput: 5}]\n");
        Path junit = directory.resolve("junit.xml");
        Path sarif = directory.resolve("release.sarif");

        Run run =
                RecordedTerminal.run(
                        "check",
                        system,
                        "--release",
                        "--json",
                        "--junit",
                        junit.toString(),
                        "--sarif",
                        sarif.toString());
        Run nowhere =
                RecordedTerminal.run("check", system, "--release", "--junit", "no-such/j.xml");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("\"release\":[{", "\"verdict\":\"no data\"", "\"line\":1");
        assertThat(Files.readString(junit)).contains("tests=\"1\" failures=\"1\"");
        assertThat(Files.readString(sarif)).contains("\"ruleId\":\"throughput\"");
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--junit no-such/j.xml");
    }

    @Test
    void folder_thatIsNotThere_isExplained() {
        Run run = RecordedTerminal.run("check", directory.resolve("nowhere").toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("nowhere", "expected: a system's directory");
    }

    /// Where a key's digest belongs, and where nothing of the kind does.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys: [{hash: SECRET}]",
                "keys: [SECRET]",
                "keys: [{SECRET: 1}]",
                "SECRET: {a: 1}",
                "models: [SECRET]",
                "tokens: [{issuer: SECRET, subject: x}]",
                "keys: [{hash: SECRET"
            })
    void secrets_inBerthYaml_areNotPrinted(String line) throws IOException {
        ScaleSystem.in(directory);
        for (String secret :
                List.of(
                        "berth_5f1d3c0a_AbCdEfGhIjKlMnOpQrStUvWxYz012345678-_AbCdEf",
                        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.AbCdEfGhIjKlMn")) {
            Files.writeString(
                    directory.resolve("berth.yaml"),
                    "name: a\nconsumers:\n  shop:\n    purpose: p\n    "
                            + line.replace("SECRET", secret)
                            + "\n");
            Run text = RecordedTerminal.run("check", directory.toString());
            Run json = RecordedTerminal.run("check", directory.toString(), "--json");

            assertThat(text.status()).isEqualTo(1);
            assertThat(text.out() + text.err() + json.out() + json.err()).doesNotContain("AbCdEf");
        }
    }
}
