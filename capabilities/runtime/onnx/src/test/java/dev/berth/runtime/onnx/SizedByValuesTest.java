package dev.berth.runtime.onnx;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.INT64;
import static dev.berth.testkit.onnx.OnnxType.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Models that make tensors as large as a caller's numbers say.
final class SizedByValuesTest {
    private static final int PAGE_BYTES = 4096;

    @TempDir private Path directory;

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return OnnxNode.of(operator, inputs, List.of(output));
    }

    /// `count` int64 [1] to `y`, so many zeros.
    static byte[] zeros() {
        return OnnxModelFile.of(
                        OnnxGraph.named("zeros")
                                .input("count", tensor(INT64, 1))
                                .output("y", tensor(FLOAT, "n"))
                                .node(node("ConstantOfShape", List.of("count"), "y")))
                .toByteArray();
    }

    /// The same, of which only the sum is given.
    static byte[] sumOfZeros() {
        return OnnxModelFile.of(
                        OnnxGraph.named("sum")
                                .input("count", tensor(INT64, 1))
                                .output("y", tensor(FLOAT, 1))
                                .initializer("one", OnnxTensor.longs(List.of(1L), 1L))
                                .node(node("Mul", List.of("count", "one"), "n"))
                                .node(node("ConstantOfShape", List.of("n"), "zeros"))
                                .node(node("ReduceSum", List.of("zeros"), "y")))
                .toByteArray();
    }

    private static boolean isDecided(byte[] model) {
        return SizeFlow.isDecidedByValues(MemorySegment.ofArray(model));
    }

    @Test
    void model_whoseSizesComeOfValues_isFound() {
        assertThat(isDecided(zeros())).isTrue();
        assertThat(isDecided(sumOfZeros())).isTrue();
        assertThat(isDecided(OnnxModels.tinyMlp(1))).isFalse();
        assertThat(isDecided(OnnxModels.sklearnClassifier())).isFalse();
        assertThat(isDecided(new byte[] {1, 2, 3})).isFalse();
    }

    @Test
    void model_whoseSizesComeOfShapes_isNone() {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("like")
                                        .input("x", tensor(FLOAT, "n"))
                                        .output("y", tensor(FLOAT, "n"))
                                        .node(node("Shape", List.of("x"), "s"))
                                        .node(node("ConstantOfShape", List.of("s"), "y")))
                        .toByteArray();
        assertThat(isDecided(model)).isFalse();
    }

    @Test
    void number_ofManyBytes_isRefusedAtOnce_andTheNextIsAnswered() throws IOException {
        for (byte[] model : List.of(zeros(), sumOfZeros())) {
            Path file = Files.write(directory.resolve("model.onnx"), model);
            var pool = new TensorPool();
            try (LoadedArtifact artifact =
                            new OnnxRuntime().load(file, RuntimeSettings.of("onnx"), pool);
                    ExecutionContext execution = artifact.openExecution()) {
                assertThat(artifact.isInlineable()).isFalse();
                for (int i = 0; i < 2; i++) {
                    // 12 GB.
                    ProblemException failure =
                            catchThrowableOfType(
                                    ProblemException.class,
                                    () -> run(execution, pool, 3_000_000_000L));
                    assertThat(failure.problem().code()).isEqualTo(ProblemCode.VALUE_INVALID);
                    assertThat(failure.problem().message())
                            .contains("a tensor of 12000000000 bytes");
                    assertThat(run(execution, pool, 5)).isPositive();
                    // What a run took is there for the next.
                    assertThat(run(execution, pool, BoundedMemory.BYTES_MAX / 3 / Float.BYTES))
                            .isPositive();
                }
            }
            assertThat(pool.blocksInUse()).isZero();
        }
    }

    /// Only Linux reports it.
    @Test
    @EnabledOnOs(OS.LINUX)
    void memory_ofARun_isGivenBack() throws Exception {
        for (byte[] model : List.of(sumOfZeros(), zeros())) {
            Path file = Files.write(directory.resolve("model.onnx"), model);
            var pool = new TensorPool();
            long bytes = BoundedMemory.BYTES_MAX / 4;
            try (LoadedArtifact artifact =
                            new OnnxRuntime().load(file, RuntimeSettings.of("onnx"), pool);
                    ExecutionContext execution = artifact.openExecution()) {
                assertThat(run(execution, pool, 5)).isPositive();
                long before = residentPages();
                assertThat(run(execution, pool, bytes / Float.BYTES)).isPositive();
                // A quarter of what the run took. The answer is left to the collector.
                Await.until(
                        () -> {
                            System.gc();
                            return residentPages() - before <= bytes / 4 / PAGE_BYTES;
                        });
            }
        }
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
    }

    private static long run(ExecutionContext execution, TensorPool pool, long count) {
        try (Tensor input = Tensor.ofLongs(pool, Shape.of(1), count)) {
            List<Tensor> outputs = execution.run(List.of(input));
            long bytes = outputs.getFirst().byteCount();
            outputs.forEach(Tensor::close);
            return bytes;
        }
    }
}
