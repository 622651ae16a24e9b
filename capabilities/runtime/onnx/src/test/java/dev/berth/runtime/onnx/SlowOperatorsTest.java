package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.RuntimeSettings.Optimization;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rewriting of operators with slow kernels, by the engine's own profile of what it runs.
class SlowOperatorsTest {
    private static final int WIDTH = 48;
    private static final int ROWS = 5;
    private static final float EPSILON = 0.25f;
    private static final String WITHOUT = "optimization.disable_specified_optimizers";

    @TempDir private Path folder;

    private final TensorPool pool = new TensorPool();
    private final OnnxRuntime runtime = new OnnxRuntime();
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private final float[] x = numbers(ROWS * WIDTH);
    private final float[] scale = numbers(WIDTH);
    private final float[] bias = numbers(WIDTH);

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian(1, 3);
        }
        return numbers;
    }

    @AfterEach
    void everyTest_afterItsEnd_holdsNoBlockOfThePool() {
        assertThat(pool.blocksInUse()).isZero();
    }

    /// A file as exporters before operator set 17 wrote it.
    private OnnxGraph spelledOut() {
        return graph().initializer("two", OnnxTensor.floats(List.of(), 2))
                .initializer("epsilon", OnnxTensor.floats(List.of(), EPSILON))
                .node(mean("x", "mean"))
                .node(OnnxNode.of("Sub", List.of("x", "mean"), List.of("off")))
                .node(OnnxNode.of("Pow", List.of("off", "two"), List.of("squares")))
                .node(mean("squares", "variance"))
                .node(OnnxNode.of("Add", List.of("variance", "epsilon"), List.of("above")))
                .node(OnnxNode.of("Sqrt", List.of("above"), List.of("deviation")))
                .node(OnnxNode.of("Div", List.of("off", "deviation"), List.of("normal")))
                .node(OnnxNode.of("Mul", List.of("normal", "scale"), List.of("scaled")))
                .node(OnnxNode.of("Add", List.of("scaled", "bias"), List.of("y")));
    }

    private static OnnxNode mean(String of, String output) {
        return OnnxNode.of("ReduceMean", List.of(of), List.of(output)).integers("axes", -1);
    }

    /// Rows of any length may take any time: no model of microseconds.
    private OnnxGraph graph() {
        var type = OnnxType.tensor(OnnxElementType.FLOAT, "batch", "length", WIDTH);
        return OnnxGraph.named("normal")
                .input("x", type)
                .output("y", type)
                .initializer("scale", OnnxTensor.floats(List.of((long) WIDTH), scale))
                .initializer("bias", OnnxTensor.floats(List.of((long) WIDTH), bias));
    }

    private static OnnxNode layerNorm(List<String> inputs) {
        return OnnxNode.of("LayerNormalization", inputs, List.of("y")).real("epsilon", EPSILON);
    }

    @Test
    void load_normalisationSpelledOut_isNotMadeOneOperator() throws IOException {
        Ran ran = run(OnnxModelFile.of(spelledOut()), Map.of());
        assertThat(ran.graph()).doesNotContain("\u0012LayerNormalization");
        assertNormal(ran.y(), true);
    }

    @Test
    void load_normalisationSpelledOutWhoseAuthorWantsAllFusions_isMadeOneOperator()
            throws IOException {
        Ran ran = run(OnnxModelFile.of(spelledOut()), Map.of(WITHOUT, ""));
        assertThat(ran.graph()).contains("\u0012LayerNormalization");
        assertNormal(ran.y(), true);
    }

    /// `Gelu` as exporters write it, of a sum with a bias.
    private OnnxGraph gelu() {
        return graph().initializer("root", OnnxTensor.floats(List.of(), (float) Math.sqrt(2)))
                .initializer("one", OnnxTensor.floats(List.of(), 1))
                .initializer("half", OnnxTensor.floats(List.of(), 0.5f))
                .node(OnnxNode.of("Add", List.of("x", "bias"), List.of("sum")))
                .node(OnnxNode.of("Div", List.of("sum", "root"), List.of("part")))
                .node(OnnxNode.of("Erf", List.of("part"), List.of("erf")))
                .node(OnnxNode.of("Add", List.of("erf", "one"), List.of("above")))
                .node(OnnxNode.of("Mul", List.of("sum", "above"), List.of("twice")))
                .node(OnnxNode.of("Mul", List.of("twice", "half"), List.of("y")));
    }

    @Test
    void load_geluOfASum_isNotMadeOneOperatorButForWhoWantsIt() throws IOException {
        Ran ran = run(OnnxModelFile.of(gelu()), Map.of());
        assertThat(ran.graph()).doesNotContain("\u0008BiasGelu").contains("\u0004Gelu");
        Ran all = run(OnnxModelFile.of(gelu()), Map.of(WITHOUT, ""));
        assertThat(all.graph()).contains("\u0008BiasGelu");
        for (int i = 0; i < ROWS * WIDTH; i++) {
            assertThat(ran.y().get(i)).isEqualTo(all.y().get(i), within(1e-4));
        }
    }

    @Test
    void load_oneOperator_isComputedByPlainOnes() throws IOException {
        for (boolean isDomainWritten : List.of(false, true)) {
            OnnxNode node = layerNorm(List.of("x", "scale", "bias")).integer("axis", -1);
            if (!isDomainWritten) {
                node.withoutDomain();
            }
            Ran ran = run(OnnxModelFile.of(graph().node(node)), Map.of());
            assertThat(ran.graph())
                    .doesNotContain("\u0012LayerNormalization")
                    .contains("ReduceMean");
            assertNormal(ran.y(), true);
        }
    }

    @Test
    void load_oneOperatorOfALaterSet_isComputedByPlainOnes() throws IOException {
        OnnxNode node = layerNorm(List.of("x", "scale", "bias")).integer("stash_type", 1);
        OnnxModelFile model = OnnxModelFile.of(graph().node(node), 18);
        Ran ran = run(model, Map.of());
        assertThat(ran.graph()).doesNotContain("\u0012LayerNormalization").contains("ReduceMean");
        assertNormal(ran.y(), true);
    }

    @Test
    void load_oneOperatorWithoutBias_isComputedByPlainOnes() throws IOException {
        Ran ran = run(OnnxModelFile.of(graph().node(layerNorm(List.of("x", "scale")))), Map.of());
        assertThat(ran.graph()).doesNotContain("\u0012LayerNormalization").contains("ReduceMean");
        assertNormal(ran.y(), false);
    }

    @Test
    void load_oneOperatorWhoseAuthorWantsIt_isLeft() throws IOException {
        Ran ran =
                run(
                        OnnxModelFile.of(graph().node(layerNorm(List.of("x", "scale", "bias")))),
                        Map.of(WITHOUT, "BiasGeluFusion"));
        assertThat(ran.graph()).contains("\u0012LayerNormalization");
        assertNormal(ran.y(), true);
    }

    @Test
    void load_oneOperatorInAGraphWantedAsItIs_isLeft() throws IOException {
        for (Optimization level : List.of(Optimization.NONE, Optimization.BASIC)) {
            OnnxNode node = layerNorm(List.of("x", "scale", "bias"));
            Ran ran = run(OnnxModelFile.of(graph().node(node)), Map.of(), level);
            assertThat(ran.graph()).contains("\u0012LayerNormalization");
            assertNormal(ran.y(), true);
        }
    }

    @Test
    void load_oneOperatorThatGivesMore_isLeft() throws IOException {
        OnnxNode node =
                OnnxNode.of(
                                "LayerNormalization",
                                List.of("x", "scale", "bias"),
                                List.of("y", "mean"))
                        .real("epsilon", EPSILON);
        var type = OnnxType.tensor(OnnxElementType.FLOAT, "batch", "length", 1);
        Ran ran = run(OnnxModelFile.of(graph().output("mean", type).node(node)), Map.of());
        assertThat(ran.graph()).contains("\u0012LayerNormalization");
        assertNormal(ran.y(), true);
    }

    @Test
    void load_oneOperatorOverMoreThanTheLastDimension_isLeft() throws IOException {
        long count = (long) ROWS * WIDTH;
        var type = OnnxType.tensor(OnnxElementType.FLOAT, "batch", ROWS, WIDTH);
        List<Long> dims = List.of((long) ROWS, (long) WIDTH);
        float[] ones = new float[(int) count];
        Arrays.fill(ones, 1);
        OnnxGraph graph =
                OnnxGraph.named("planes")
                        .input("x", type)
                        .output("y", type)
                        .initializer("ones", OnnxTensor.floats(dims, ones))
                        .node(
                                OnnxNode.of(
                                                "LayerNormalization",
                                                List.of("x", "ones"),
                                                List.of("y"))
                                        .integer("axis", 1));
        Ran ran = run(OnnxModelFile.of(graph), Map.of());
        assertThat(ran.graph()).contains("\u0012LayerNormalization");
        double sum = ran.y().stream().mapToDouble(each -> each).sum();
        assertThat(sum / count).isEqualTo(0, within(1e-5));
    }

    @Test
    void apply_anyBeginningOfAModel_isLeft() {
        byte[] model =
                OnnxModelFile.of(graph().node(layerNorm(List.of("x", "scale", "bias"))))
                        .toByteArray();
        assertThat(LayerNormDecomposition.apply(MemorySegment.ofArray(model.clone()))).isNotEmpty();
        for (int size = 0; size < model.length - 5; size++) {
            byte[] part = Arrays.copyOf(model, size);
            assertThat(LayerNormDecomposition.apply(MemorySegment.ofArray(part))).isEmpty();
            assertThat(part).isEqualTo(Arrays.copyOf(model, size));
        }
    }

    @Test
    void apply_anyByteChanged_throwsNothing() {
        byte[] model =
                OnnxModelFile.of(graph().node(layerNorm(List.of("x", "scale", "bias"))))
                        .toByteArray();
        for (int at = 0; at < model.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] changed = model.clone();
                changed[at] ^= (byte) (1 << bit);
                byte[] added = LayerNormDecomposition.apply(MemorySegment.ofArray(changed));
                assertThat(added.length).isLessThan(NormalizationFunction.BOTH_BYTES_MAX);
            }
        }
    }

    private void assertNormal(List<Double> y, boolean hasBias) {
        for (int row = 0; row < ROWS; row++) {
            double mean = 0;
            for (int i = 0; i < WIDTH; i++) {
                mean += x[row * WIDTH + i] / (double) WIDTH;
            }
            double variance = 0;
            for (int i = 0; i < WIDTH; i++) {
                double off = x[row * WIDTH + i] - mean;
                variance += off * off / WIDTH;
            }
            for (int i = 0; i < WIDTH; i++) {
                double normal = (x[row * WIDTH + i] - mean) / Math.sqrt(variance + EPSILON);
                double expected = normal * scale[i] + (hasBias ? bias[i] : 0);
                assertThat(y.get(row * WIDTH + i)).isEqualTo(expected, within(1e-5));
            }
        }
    }

    /// What the engine ran, as it wrote it down, and what came of it.
    private record Ran(String graph, List<Double> y) {}

    private Ran run(OnnxModelFile model, Map<String, String> more) throws IOException {
        return run(model, more, Optimization.EXTENDED);
    }

    private Ran run(OnnxModelFile model, Map<String, String> more, Optimization level)
            throws IOException {
        Path written = folder.resolve("as-run.onnx");
        Map<String, String> options = new TreeMap<>(more);
        options.put("session.optimized_model_filepath", written.toString());
        var settings =
                new RuntimeSettings(
                        "onnx",
                        Optional.of(1),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        level,
                        List.of(),
                        options,
                        RuntimeSettings.Isolation.NONE);
        List<Tensor> results = new ArrayList<>();
        try (LoadedArtifact artifact =
                        runtime.load(model.writeTo(folder.resolve("model.onnx")), settings, pool);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, ROWS, WIDTH), x)) {
            results.addAll(execution.run(List.of(input)));
            String graph = Files.readString(written, StandardCharsets.ISO_8859_1);
            Tensor y = results.getFirst();
            return new Ran(graph, IntStream.range(0, ROWS * WIDTH).mapToObj(y::number).toList());
        } finally {
            results.forEach(Tensor::close);
        }
    }
}
