package dev.berth.testkit.onnx;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.INT64;
import static dev.berth.testkit.onnx.OnnxElementType.STRING;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Small ONNX models, each as the content of one file.
public final class OnnxModels {
    private static final int HIDDEN = 32;

    /// Side of the square matrices of [#slow]: large enough that a round is nearly all arithmetic.
    private static final int SLOW_SIDE = 256;

    private OnnxModels() {}

    /// `x` float [batch, 16] to `y` float [batch, 3], rows of `y` sum to 1; weights from `seed`.
    public static byte[] tinyMlp(long seed) {
        return mlp("tiny_mlp", seed, HIDDEN);
    }

    /// The same with a wider hidden layer, so that a row takes longer.
    public static byte[] wideMlp(long seed, int hidden) {
        return mlp("wide_mlp", seed, hidden);
    }

    private static byte[] mlp(String name, long seed, int hidden) {
        var random = new Random(seed);
        return OnnxModelFile.of(
                        OnnxGraph.named(name)
                                .input("x", tensor(FLOAT, "batch", 16))
                                .output("y", tensor(FLOAT, "batch", 3))
                                .initializer("w1", gaussian(random, 16, hidden))
                                .initializer("b1", gaussian(random, hidden))
                                .initializer("w2", gaussian(random, hidden, 3))
                                .initializer("b2", gaussian(random, 3))
                                .node(node("Gemm", List.of("x", "w1", "b1"), "h"))
                                .node(node("Relu", List.of("h"), "r"))
                                .node(node("Gemm", List.of("r", "w2", "b2"), "z"))
                                .node(node("Softmax", List.of("z"), "y").integer("axis", -1)))
                .toByteArray();
    }

    /// `x` float [N, 4], `state` float [1, N, 64] and `rate` int64 [] to `y` float [N, 3] and
    /// `next` float [1, N, 64], the next state: one step of a gated recurrent unit, whose weights
    /// are those of `seed`, and a product. The rate is not used.
    public static byte[] recurrent(long seed) {
        int hidden = 2 * HIDDEN;
        var random = new Random(seed);
        return OnnxModelFile.of(
                        OnnxGraph.named("recurrent")
                                .input("x", tensor(FLOAT, "N", 4))
                                .input("state", tensor(FLOAT, 1, "N", hidden))
                                .input("rate", tensor(INT64))
                                .output("y", tensor(FLOAT, "N", 3))
                                .output("next", tensor(FLOAT, 1, "N", hidden))
                                .output("same", tensor(INT64))
                                .initializer("first", OnnxTensor.longs(List.of(1L), 0))
                                .initializer("w", gaussian(random, 1, 3 * hidden, 4))
                                .initializer("r", gaussian(random, 1, 3 * hidden, hidden))
                                .initializer("v", gaussian(random, hidden, 3))
                                .node(node("Unsqueeze", List.of("x", "first"), "step"))
                                .node(
                                        OnnxNode.of(
                                                        "GRU",
                                                        List.of("step", "w", "r", "", "", "state"),
                                                        List.of("", "next"))
                                                .integer("hidden_size", hidden))
                                .node(node("Squeeze", List.of("next", "first"), "hidden"))
                                .node(node("MatMul", List.of("hidden", "v"), "y"))
                                .node(node("Identity", List.of("rate"), "same")))
                .toByteArray();
    }

    /// `x` to an equal `y`; dimensions are numbers (fixed) or texts (named).
    public static byte[] identity(OnnxElementType elementType, Object... dims) {
        return oneNode("identity", tensor(elementType, dims), node("Identity", List.of("x"), "y"));
    }

    /// `x` float [batch, 1] to `y = factor * x`: the factor distinguishes versions.
    public static byte[] scale(float factor) {
        return binaryWithConstant("Mul", factor);
    }

    /// `x` float [batch, 1] to `y = x + addend`.
    public static byte[] add(float addend) {
        return binaryWithConstant("Add", addend);
    }

    /// `x` float [3] to `y = 2x`, without a batch dimension.
    public static byte[] unbatched() {
        return model(
                OnnxGraph.named("unbatched")
                        .input("x", tensor(FLOAT, 3))
                        .output("y", tensor(FLOAT, 3))
                        .node(node("Add", List.of("x", "x"), "y")));
    }

    /// `a` and `b` float [batch, 2] to `sum` float [batch, 2].
    public static byte[] twoInputs() {
        return model(
                OnnxGraph.named("two_inputs")
                        .input("a", tensor(FLOAT, "batch", 2))
                        .input("b", tensor(FLOAT, "batch", 2))
                        .output("sum", tensor(FLOAT, "batch", 2))
                        .node(node("Add", List.of("a", "b"), "sum")));
    }

    /// `x` float [batch, 1] and the optional `factor` float [1], 10 when left out, to `y = factor *
    /// x`. ONNX Runtime's Java binding neither lists `factor` among the inputs nor takes it; its C
    /// interface does.
    public static byte[] optionalInput() {
        return model(
                OnnxGraph.named("optional_input")
                        .input("x", tensor(FLOAT, "batch", 1))
                        .input("factor", tensor(FLOAT, 1))
                        .output("y", tensor(FLOAT, "batch", 1))
                        .initializer("factor", OnnxTensor.floats(List.of(1L), 10))
                        .node(node("Mul", List.of("x", "factor"), "y")));
    }

    /// `ids` int64 [batch, seq], 0 to 9, to `y` float [batch, seq, 4]; `y[..., j] = 4 * id + j`. An
    /// id outside -10 to 9 makes the run fail.
    public static byte[] dynamicPair() {
        float[] table = new float[40];
        for (int i = 0; i < table.length; i++) {
            table[i] = i;
        }
        return model(
                OnnxGraph.named("dynamic_pair")
                        .input("ids", tensor(INT64, "batch", "seq"))
                        .output("y", tensor(FLOAT, "batch", "seq", 4))
                        .initializer("table", OnnxTensor.floats(List.of(10L, 4L), table))
                        .node(node("Gather", List.of("table", "ids"), "y")));
    }

    /// `x` int64 `[batch]`, -2 to 1, to `y` float `[batch]`: 0 for 0 and -2, 1 for 1 and -1,
    /// because negative ones count from the end. Any other `x` makes the run fail.
    public static byte[] failing() {
        return model(
                OnnxGraph.named("failing")
                        .input("x", tensor(INT64, "batch"))
                        .output("y", tensor(FLOAT, "batch"))
                        .initializer("table", OnnxTensor.floats(List.of(2L), 0, 1))
                        .node(node("Gather", List.of("table", "x"), "y")));
    }

    /// `x` float [n, 2] to `parts`, a sequence of n tensors [1, 2].
    public static byte[] sequenceOutput() {
        return model(
                OnnxGraph.named("sequence_output")
                        .input("x", tensor(FLOAT, "n", 2))
                        .output("parts", new OnnxType.Sequence(tensor(FLOAT, "m", 2)))
                        .node(node("SplitToSequence", List.of("x"), "parts").integer("axis", 0)));
    }

    /// `x` float [batch, 2] to `label` int64 `[batch]` (0 or 1) and `probabilities`, a sequence of
    /// maps from label to probability, as skl2onnx writes a classifier. The label is 1 when x0 >
    /// x1.
    public static byte[] sklearnClassifier() {
        return classifier(
                INT64,
                linearClassifier().integers("classlabels_ints", 0, 1),
                node("ZipMap", List.of("scores"), "probabilities")
                        .integers("classlabels_int64s", 0, 1));
    }

    /// [#sklearnClassifier] with the labels `no` and `yes`.
    public static byte[] sklearnStringClassifier() {
        return classifier(
                STRING,
                linearClassifier().texts("classlabels_strings", "no", "yes"),
                node("ZipMap", List.of("scores"), "probabilities")
                        .texts("classlabels_strings", "no", "yes"));
    }

    /// `x` float [batch, 1] to an equal `y`, after `rounds` rounds of equal work: one product of
    /// two 256 x 256 matrices, 16.8 million multiplications and additions. The time depends on the
    /// machine and its load, so a test must not assert it; the work does not depend on the batch.
    /// `x` must be finite, or `y` is NaN.
    public static byte[] slow(int rounds) {
        return model(
                slowly(OnnxGraph.named("slow"))
                        .initializer("rounds", OnnxTensor.longs(List.of(), rounds)));
    }

    /// The same for as many rounds as the largest `x`, none for zeros: a million take minutes.
    public static byte[] slowByRounds() {
        return model(
                slowly(
                        OnnxGraph.named("slow_by_rounds")
                                .node(
                                        node("ReduceMax", List.of("x"), "most")
                                                .integer("keepdims", 0))
                                .node(node("Cast", List.of("most"), "rounds").integer("to", 7))));
    }

    /// Adds the slow part to a graph with the number `rounds`, without dimensions.
    private static OnnxGraph slowly(OnnxGraph graph) {
        var body =
                OnnxGraph.named("round")
                        .input("i", tensor(INT64))
                        .input("go_in", tensor(OnnxElementType.BOOL))
                        .input("m_in", tensor(FLOAT, SLOW_SIDE, SLOW_SIDE))
                        .output("go_out", tensor(OnnxElementType.BOOL))
                        .output("m_out", tensor(FLOAT, SLOW_SIDE, SLOW_SIDE))
                        .node(node("Identity", List.of("go_in"), "go_out"))
                        .node(node("MatMul", List.of("m_in", "m_in"), "m_out"));
        // The matrix is built from the input so that nothing is folded at load time; it is zero.
        return graph.input("x", tensor(FLOAT, "batch", 1))
                .output("y", tensor(FLOAT, "batch", 1))
                .initializer("go", OnnxTensor.bool(true))
                .initializer("zero", OnnxTensor.floats(List.of(), 0))
                .initializer("side", OnnxTensor.longs(List.of(2L), SLOW_SIDE, SLOW_SIDE))
                .node(node("ReduceSum", List.of("x"), "sum").integer("keepdims", 0))
                .node(node("Mul", List.of("sum", "zero"), "none"))
                .node(node("Expand", List.of("none", "side"), "m"))
                .node(node("Loop", List.of("rounds", "go", "m"), "end").graph("body", body))
                .node(node("ReduceSum", List.of("end"), "rest").integer("keepdims", 0))
                .node(node("Add", List.of("x", "rest"), "y"));
    }

    /// Writes `model.onnx` and its weights `weights.bin` into `dir` and returns the model; `x`
    /// float [batch, 2] to `y = x * (3, 5)`.
    public static Path externalData(Path dir) throws IOException {
        var weights = new byte[2 * Float.BYTES];
        ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).putFloat(3).putFloat(5);
        Files.write(dir.resolve("weights.bin"), weights);
        var graph =
                OnnxGraph.named("external_data")
                        .input("x", tensor(FLOAT, "batch", 2))
                        .output("y", tensor(FLOAT, "batch", 2))
                        .initializer("w", OnnxTensor.external(FLOAT, List.of(2L), "weights.bin", 0))
                        .node(node("Mul", List.of("x", "w"), "y"));
        return OnnxModelFile.of(graph).writeTo(dir.resolve("model.onnx"));
    }

    private static OnnxNode linearClassifier() {
        return OnnxNode.of("LinearClassifier", List.of("x"), List.of("label", "scores"))
                .domain("ai.onnx.ml")
                .reals("coefficients", -1, 1, 1, -1)
                .reals("intercepts", 0, 0)
                .text("post_transform", "SOFTMAX");
    }

    private static byte[] classifier(OnnxElementType label, OnnxNode linear, OnnxNode zipMap) {
        var maps = new OnnxType.Sequence(new OnnxType.Mapping(label, tensor(FLOAT)));
        return OnnxModelFile.of(
                        OnnxGraph.named("sklearn_classifier")
                                .input("x", tensor(FLOAT, "batch", 2))
                                .output("label", tensor(label, "batch"))
                                .output("probabilities", maps)
                                .node(linear)
                                .node(zipMap.domain("ai.onnx.ml")))
                .opset("ai.onnx.ml", 1)
                .toByteArray();
    }

    private static byte[] binaryWithConstant(String operator, float constant) {
        return model(
                OnnxGraph.named("constant")
                        .input("x", tensor(FLOAT, "batch", 1))
                        .output("y", tensor(FLOAT, "batch", 1))
                        .initializer("k", OnnxTensor.floats(List.of(1L), constant))
                        .node(node(operator, List.of("x", "k"), "y")));
    }

    private static byte[] oneNode(String name, OnnxType type, OnnxNode node) {
        return model(OnnxGraph.named(name).input("x", type).output("y", type).node(node));
    }

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return OnnxNode.of(operator, inputs, List.of(output));
    }

    private static byte[] model(OnnxGraph graph) {
        return OnnxModelFile.of(graph).toByteArray();
    }

    private static OnnxTensor gaussian(RandomGenerator random, int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return OnnxTensor.floats(Arrays.stream(dims).mapToObj(dim -> (long) dim).toList(), values);
    }
}
