package dev.berth.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A system with twenty planted errors: one call reports all of them, each with file, line and
/// remedy, and nothing else.
class TwentyErrorsTest {
    private static final String SYSTEM =
            """
            nam: shop
            owner: [a, b]
            models:
              churm: {serve: latest}
              churn: {serve: latset}
              prices: {serve: ["1", "7"]}
            """;

    private static final String CHURN =
            """
            summary: Who leaves
            licence: MIT
            artifacts:
              model: churn.onnx
              labels: {source: labels.txt, sha256: abc}
              table: {source: "https://models.example/table.bin"}
            runtime: {executors: 0, optimization: fulll}
            signature:
              batch: N
              inputs:
                - {name: age, type: int32, shape: [N], meaning: age, range: {min: 120, max: 0}}
                - {name: age, type: int32, shape: [N], meaning: age again}
                - {name: plan, type: string, shape: [N], meaning: plan, categories: [a, b], example: c}
                - {name: usage, type: float23, shape: [M, seq], meaning: usage}
              outputs:
                - {name: leaves, type: float32, shape: [N, 2], meaning: likelihood, categories: [x, y, z]}
            batch: {buckets: {sequence: [8]}}
            limits: {timeout: 30}
            """;

    private static final String PRICES =
            """
            summary: What it costs
            summary: What it cost
            artifacts: {model: model.onnx}
            signature: {inputs: [{name: x, type: float32, shape: [], meaning: x}], outputs: []}
            """;

    @TempDir Path directory;

    @Test
    void system_withTwentyErrors_reportsAllWithFileLineAndRemedy() {
        SystemOnDisk system = new SystemOnDisk(directory);
        system.write("berth.yaml", SYSTEM);
        system.with("churn", "1", CHURN).with("prices", "1", PRICES);
        system.write("models/churn/1/labels.txt", "a");
        List<ValidationError> errors = system.catalog().check().errors();
        assertThat(errors)
                .extracting(TwentyErrorsTest::place)
                .containsExactly(
                        "berth.yaml:1 /nam",
                        "berth.yaml:2 /owner",
                        "berth.yaml:4 /models/churm",
                        "berth.yaml:5 /models/churn/serve",
                        "berth.yaml:6 /models/prices/serve/1",
                        "churn:2 /licence",
                        "churn:4 /artifacts/model",
                        "churn:5 /artifacts/labels/sha256",
                        "churn:6 /artifacts/table",
                        "churn:7 /runtime/executors",
                        "churn:7 /runtime/optimization",
                        "churn:11 /signature/inputs/0/range",
                        "churn:12 /signature/inputs/1/name",
                        "churn:13 /signature/inputs/2/example",
                        "churn:14 /signature/inputs/3/type",
                        "churn:14 /signature/inputs/3/shape",
                        "churn:16 /signature/outputs/0/categories",
                        "churn:17 /batch/buckets/sequence",
                        "churn:18 /limits/timeout",
                        "prices:2 /summary",
                        "prices:4 /signature/outputs");
        assertThat(errors).allSatisfy(error -> assertThat(error.remedy()).isNotBlank());
    }

    private static String place(ValidationError error) {
        Path file = error.location().file();
        String name =
                file.endsWith("berth.yaml")
                        ? "berth.yaml"
                        : String.valueOf(file.getName(file.getNameCount() - 3));
        return name + ":" + error.location().line() + " " + error.pointer();
    }
}
