package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.testkit.system.PackageBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests whose rows have different shapes, of a model that takes `[N, seq]` and gives `[N,
/// seq]`.
class PaddingTest {
    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    PaddingTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @AfterEach
    void everyBlockIsGivenBack() {
        system.runtime().runGate().open();
        serving.close();
        assertThat(serving.pool().blocksInUse()).isZero();
    }

    private void serve(String batch) throws Exception {
        String artifact = "inputs: x float32 [N, seq]\noutputs: y float32 [N, seq]\nmultiply: 2\n";
        system.files()
                .with(
                        "m",
                        PackageBuilder.fake(artifact)
                                .batch("N")
                                .input("x", "float32", "[N, seq]")
                                .output("y", "float32", "[N, seq]")
                                .with(batch));
        serving = system.open();
    }

    private CompletableFuture<Prediction> submit(float... row) {
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(serving.pool(), Shape.of(1, row.length), row));
        var answer = new CompletableFuture<Prediction>();
        serving.acquire(ModelName.of("m"))
                .submit(
                        new PredictionRequest(
                                "test",
                                inputs,
                                FakeSystem.deadline(serving, Duration.ofSeconds(30))),
                        FutureCallback.to(answer));
        return answer;
    }

    private static float[] numbers(CompletableFuture<Prediction> answer) {
        try (Prediction prediction = answer.join()) {
            return prediction.outputs().require("y").toFloats();
        }
    }

    private List<Shape> executed() {
        return system.runtime().runs().stream().map(run -> run.shapes().getFirst()).toList();
    }

    @Test
    void submit_shapesDifferAndAreSeparate_executeApart() throws Exception {
        serve("");
        system.runtime().runGate().shut();
        CompletableFuture<Prediction> first = submit(0);
        system.runtime().runGate().awaitWaiting(1);
        CompletableFuture<Prediction> two = submit(1, 2);
        CompletableFuture<Prediction> three = submit(3, 4, 5);
        CompletableFuture<Prediction> alsoTwo = submit(6, 7);
        system.runtime().runGate().open();

        assertThat(numbers(first)).containsExactly(0);
        assertThat(numbers(two)).containsExactly(2, 4);
        assertThat(numbers(three)).containsExactly(6, 8, 10);
        assertThat(numbers(alsoTwo)).containsExactly(12, 14);
        assertThat(executed()).containsExactly(Shape.of(1, 1), Shape.of(2, 2), Shape.of(1, 3));
    }

    @Test
    void submit_shapesDifferAndArePadded_shareAnExecutionAndAreCutBack() throws Exception {
        serve("batch: {mixed-shapes: pad}");
        system.runtime().runGate().shut();
        CompletableFuture<Prediction> first = submit(0);
        system.runtime().runGate().awaitWaiting(1);
        CompletableFuture<Prediction> two = submit(1, 2);
        CompletableFuture<Prediction> three = submit(3, 4, 5);
        system.runtime().runGate().open();

        assertThat(numbers(first)).containsExactly(0);
        assertThat(numbers(two)).containsExactly(2, 4);
        assertThat(numbers(three)).containsExactly(6, 8, 10);
        assertThat(executed()).containsExactly(Shape.of(1, 1), Shape.of(2, 3));
    }

    @Test
    void submit_buckets_padToTheNextSizeAndLeaveLargerOnesAlone() throws Exception {
        serve("batch: {mixed-shapes: pad, buckets: {seq: [2, 4]}}");

        assertThat(numbers(submit(1, 2, 3))).containsExactly(2, 4, 6);
        assertThat(numbers(submit(1, 2, 3, 4, 5))).containsExactly(2, 4, 6, 8, 10);
        assertThat(executed()).containsExactly(Shape.of(1, 4), Shape.of(1, 5));
    }
}
