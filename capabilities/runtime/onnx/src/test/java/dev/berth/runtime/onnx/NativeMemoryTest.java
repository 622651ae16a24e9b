package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Loads, runs and unloads a model of 60 MB many times and checks the process's resident memory.
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
    /// 15 matrices of 1000 x 1000 floats.
    private static final int LAYERS = 15;

    private static final int SIDE = 1000;
    private static final long MODEL_BYTES = 4L * LAYERS * SIDE * SIDE;

    @TempDir private Path folder;

    private final TensorPool pool = new TensorPool();
    private final OnnxRuntime runtime = new OnnxRuntime();

    @Test
    void close_afterTenLoads_leavesLessThanHalfAModelInTheEnd() throws IOException {
        Path model = writeModel();
        loadRunAndClose(model);
        long before = residentBytes();
        for (int i = 0; i < 10; i++) {
            loadRunAndClose(model);
        }
        Await.until(
                "half a model is left",
                () -> residentBytes() - before < MODEL_BYTES / 2,
                () -> residentBytes() - before + " bytes are held");
    }

    private void loadRunAndClose(Path model) {
        try (LoadedArtifact artifact = runtime.load(model, RuntimeSettings.of("onnx"), pool);
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(64, SIDE))) {
            execution.run(List.of(x)).forEach(Tensor::close);
            assertThat(artifact.memory().weightBytes()).isGreaterThanOrEqualTo(MODEL_BYTES);
        }
    }

    private static long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path writeModel() throws IOException {
        var random = new Random(1);
        OnnxGraph graph =
                OnnxGraph.named("large")
                        .input("x0", OnnxType.tensor(OnnxElementType.FLOAT, "n", SIDE))
                        .output("x" + LAYERS, OnnxType.tensor(OnnxElementType.FLOAT, "n", SIDE));
        for (int layer = 0; layer < LAYERS; layer++) {
            var bytes = new byte[4 * SIDE * SIDE];
            random.nextBytes(bytes);
            graph.initializer(
                    "w" + layer,
                    OnnxTensor.raw(
                            OnnxElementType.FLOAT, List.of((long) SIDE, (long) SIDE), bytes));
            graph.node(
                    OnnxNode.of(
                            "MatMul",
                            List.of("x" + layer, "w" + layer),
                            List.of("x" + (layer + 1))));
        }
        return OnnxModelFile.of(graph).writeTo(folder.resolve("large.onnx"));
    }
}
