package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.BerthProgram.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of `berth check` on a system with twenty planted errors.
class ChecksTest {
    private static final String SYSTEM =
            """
            name: parcels
            sumary: Where parcels are
            models:
              weight: {serve: newest}
              wieght: {serve: latest}
              label: {serve: ["2"]}
            """;

    private static final String WEIGHT =
            """
            summary: How heavy a parcel is
            license: MIT
            artifacts:
              model: weights.onnx
              table: {source: "http://models.example/table.bin"}
              words: {source: model.onnx, sha256: "1234"}
            runtime: {engine: onnx, optimisation: all}
            signature:
              batch: N
              inputs:
                - {name: length, type: float, shape: [N], meaning: its length, unit: cm}
                - {name: height, type: float32, shape: [M], meaning: its height, unit: cm, range: {min: 10, max: 1}}
                - {name: height, type: float32, shape: [N], meaning: its height, unit: cm}
                - {name: kind, type: string, shape: [N], meaning: what it is, categories: [box, tube], example: bag}
                - {name: depth, type: float32, shape: [N, -3], meaning: its depth}
              outputs:
                - {type: float32, shape: [N], meaning: its weight}
            encode:
              - {from: length, into: x}
            batch: {max-size: 0}
            """;

    private static final String LABEL =
            """
            summary: Reads a label
            artifacts: {model: model.onnx}
            signature:
              inputs:
                - {name: x, type: float32, shape: [1], meaning: a number}
              outputs:
                - {name: y, type: float32, shape: [1], meaning: a number}
            limits: {timeout: soon}
            decode: softmax
            """;

    private static final List<String> PLACES =
            List.of(
                    "berth.yaml:2",
                    "berth.yaml:4",
                    "berth.yaml:5",
                    "berth.yaml:6",
                    "weight:4",
                    "weight:5",
                    "weight:6",
                    "weight:7",
                    "weight:11",
                    "weight:12",
                    "weight:12",
                    "weight:13",
                    "weight:14",
                    "weight:15",
                    "weight:17",
                    "weight:19",
                    "weight:20",
                    "label:8",
                    "label:9",
                    "sorting:1");

    @TempDir static Path folder;

    @BeforeAll
    static void plant() {
        SystemBuilder.in(folder)
                .write("berth.yaml", SYSTEM)
                .with("weight", "1", OnnxModels.scale(1), WEIGHT)
                .with("label", "1", OnnxModels.scale(1), LABEL)
                .write("models/sorting/1/model.yaml", "summary: Sorts: parcels\n");
    }

    @Test
    void system_withTwentyErrors_reportsAllAsJson() {
        Outcome outcome = InProcessCommand.run("check", folder.toString(), "--json");
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
        JsonNode report = RunningServer.json(outcome.out());
        List<JsonNode> errors =
                StreamSupport.stream(report.path("errors").spliterator(), false).toList();
        assertThat(errors)
                .extracting(ChecksTest::place)
                .as(outcome.out())
                .containsExactlyInAnyOrderElementsOf(PLACES);
        for (JsonNode error : errors) {
            assertThat(error.path("actual").asText()).as(error.toString()).isNotBlank();
            assertThat(error.path("expected").asText()).as(error.toString()).isNotBlank();
            assertThat(error.path("remedy").asText()).as(error.toString()).isNotBlank();
        }
    }

    private static String place(JsonNode error) {
        Path file = Path.of(error.path("file").asText());
        String name =
                file.endsWith("berth.yaml")
                        ? "berth.yaml"
                        : file.getName(file.getNameCount() - 3).toString();
        return name + ":" + error.path("line").asInt();
    }

    @Test
    void system_withTwentyErrors_reportsAllAsText() {
        Outcome outcome = InProcessCommand.run("check", folder.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out().lines().filter(line -> line.contains(": error: ")))
                .hasSize(PLACES.size())
                .allMatch(line -> line.matches(".*\\.yaml:\\d+: error: .+"));
        assertThat(outcome.out().lines().filter(line -> line.startsWith("  expected: ")))
                .hasSizeGreaterThanOrEqualTo(PLACES.size());
        assertThat(outcome.out().lines().filter(line -> line.startsWith("  → ")))
                .hasSizeGreaterThanOrEqualTo(PLACES.size());
        assertThat(outcome.out()).contains("20 errors");
    }

    @Test
    void examples_areWithoutErrors() {
        for (String example : List.of("sentences", "sign-reader")) {
            Outcome outcome = InProcessCommand.run("check", "examples/" + example);
            assertThat(outcome.status()).as(outcome.out()).isZero();
            assertThat(outcome.out()).contains("no errors");
        }
    }
}
