package dev.berth.examples.transcription;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Silero's detector of voice as a graph over a whole recording instead of one window.
///
/// Design: the detector takes windows of 512 samples, each after the last 64 of the one before, and
/// a state that each window passes on. Only its LSTM has that state. So the graph cuts `audio` into
/// windows, runs spectrum and convolutions over all of them at once, the LSTM over their sequence,
/// and the last layer over all again. `state` and `context` begin it, and `stateN` and `contextN`
/// continue it with the next piece.
final class VoiceActivityGraph {
    private static final int WINDOW = 512;
    private static final int CONTEXT = 64;
    private static final int HIDDEN = 128;

    private final OnnxGraph graph = OnnxGraph.named("voice-activity");
    private final Map<String, OnnxConstants.Constant> weights;

    private VoiceActivityGraph(Map<String, OnnxConstants.Constant> weights) {
        this.weights = weights;
    }

    /// @param weights of the detector for 16 kHz, by their names in its file
    static OnnxModelFile of(Map<String, OnnxConstants.Constant> weights) {
        return new VoiceActivityGraph(weights).build();
    }

    private OnnxModelFile build() {
        graph.input("audio", tensor(FLOAT, "samples"))
                .input("state", tensor(FLOAT, 2, 1, HIDDEN))
                .input("context", tensor(FLOAT, CONTEXT))
                .initializer(
                        "state",
                        OnnxTensor.floats(List.of(2L, 1L, (long) HIDDEN), new float[2 * HIDDEN]))
                .initializer(
                        "context", OnnxTensor.floats(List.of((long) CONTEXT), new float[CONTEXT]))
                .output("probability", tensor(FLOAT, "windows"))
                .output("stateN", tensor(FLOAT, 2, 1, HIDDEN))
                .output("contextN", tensor(FLOAT, CONTEXT));
        windows();
        encode();
        recur();
        return OnnxModelFile.of(graph)
                .metadata("source", "silero_vad_v5.onnx of @ricky0123/vad-web 0.0.31")
                .metadata("license", "MIT (Silero Team); ISC (@ricky0123/vad-web)");
    }

    /// Windows with their contexts, [windows, 576]. The last one is filled with zeros.
    private void windows() {
        longs("window", WINDOW).longs("minus", -1).longs("zero", 0).longs("one", 1);
        longs("rows", -1, WINDOW).longs("until", Integer.MAX_VALUE);
        longs("tail", WINDOW - CONTEXT).longs("context_row", 1, CONTEXT).longs("all", -1);
        node("Shape", "count", "audio").node("Mul", "negative", "count", "minus");
        node("Mod", "missing", "negative", "window");
        graph.node(concat("pads", 0, "zero", "missing"));
        node("Pad", "filled", "audio", "pads").node("Reshape", "parts", "filled", "rows");
        node("Slice", "ends", "parts", "tail", "until", "one");
        node("Reshape", "first", "context", "context_row");
        node("Slice", "before", "ends", "zero", "minus", "zero");
        graph.node(concat("contexts", 0, "first", "before"));
        graph.node(concat("windows", 1, "contexts", "parts"));
        node("Slice", "last", "ends", "minus", "until", "zero");
        node("Reshape", "contextN", "last", "all");
    }

    /// Spectrum and convolutions, [windows, 128, 1].
    private void encode() {
        longs("reflected", 0, 0, 0, CONTEXT).longs("bins", WINDOW / 4 + 1).longs("axis1", 1);
        graph.node(
                OnnxNode.of("Pad", List.of("windows", "reflected"), List.of("padded"))
                        .text("mode", "reflect"));
        node("Unsqueeze", "signal", "padded", "axis1");
        weight("basis", "stft.forward_basis_buffer");
        graph.node(
                OnnxNode.of("Conv", List.of("signal", "basis"), List.of("waves"))
                        .integers("strides", 128));
        node("Slice", "real", "waves", "zero", "bins", "axis1");
        node("Slice", "imaginary", "waves", "bins", "until", "axis1");
        node("Mul", "real2", "real", "real").node("Mul", "imaginary2", "imaginary", "imaginary");
        node("Add", "power", "real2", "imaginary2").node("Sqrt", "layer0", "power");
        int[] strides = {1, 2, 2, 1};
        for (int i = 0; i < strides.length; i++) {
            weight("conv" + i, "encoder." + i + ".reparam_conv.weight");
            weight("bias" + i, "encoder." + i + ".reparam_conv.bias");
            graph.node(
                    OnnxNode.of(
                                    "Conv",
                                    List.of("layer" + i, "conv" + i, "bias" + i),
                                    List.of("linear" + i))
                            .integers("pads", 1, 1)
                            .integers("strides", strides[i]));
            node("Relu", "layer" + (i + 1), "linear" + i);
        }
    }

    /// The LSTM over the sequence of windows, and the probability of each.
    private void recur() {
        longs("sequence", -1, 1, HIDDEN).longs("columns", -1, HIDDEN, 1);
        node("Reshape", "inputs", "layer4", "sequence");
        gates("input_weights", "decoder.rnn.weight_ih");
        gates("hidden_weights", "decoder.rnn.weight_hh");
        float[] biases = new float[8 * HIDDEN];
        System.arraycopy(ordered("decoder.rnn.bias_ih", 1), 0, biases, 0, 4 * HIDDEN);
        System.arraycopy(ordered("decoder.rnn.bias_hh", 1), 0, biases, 4 * HIDDEN, 4 * HIDDEN);
        graph.initializer("biases", OnnxTensor.floats(List.of(1L, 8L * HIDDEN), biases));
        node("Slice", "hidden", "state", "zero", "one", "zero");
        node("Slice", "cell", "state", "one", "until", "zero");
        graph.node(
                OnnxNode.of(
                                "LSTM",
                                List.of(
                                        "inputs",
                                        "input_weights",
                                        "hidden_weights",
                                        "biases",
                                        "",
                                        "hidden",
                                        "cell"),
                                List.of("outputs", "hiddenN", "cellN"))
                        .integer("hidden_size", HIDDEN));
        graph.node(concat("stateN", 0, "hiddenN", "cellN"));
        node("Reshape", "voices", "outputs", "columns").node("Relu", "positive", "voices");
        weight("last_weights", "decoder.decoder.2.weight");
        weight("last_bias", "decoder.decoder.2.bias");
        node("Conv", "logits", "positive", "last_weights", "last_bias");
        node("Sigmoid", "probabilities", "logits");
        node("Reshape", "probability", "probabilities", "all");
    }

    private void gates(String name, String weight) {
        graph.initializer(
                name,
                OnnxTensor.floats(
                        List.of(1L, 4L * HIDDEN, (long) HIDDEN), ordered(weight, HIDDEN)));
    }

    /// Gates in the order of ONNX (input, output, forget, cell) from that of the file (input,
    /// forget, cell, output).
    private float[] ordered(String weight, int width) {
        float[] from = require(weight).values();
        int part = HIDDEN * width;
        int[] order = {0, 3, 1, 2};
        var into = new float[from.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(from, order[i] * part, into, i * part, part);
        }
        return into;
    }

    private void weight(String name, String weight) {
        OnnxConstants.Constant constant = require(weight);
        graph.initializer(name, OnnxTensor.floats(constant.dims(), constant.values()));
    }

    private OnnxConstants.Constant require(String weight) {
        return Objects.requireNonNull(weights.get(weight), weight);
    }

    private VoiceActivityGraph longs(String name, long... values) {
        graph.initializer(name, OnnxTensor.longs(List.of((long) values.length), values));
        return this;
    }

    private VoiceActivityGraph node(String operator, String output, String... inputs) {
        graph.node(OnnxNode.of(operator, List.of(inputs), List.of(output)));
        return this;
    }

    private static OnnxNode concat(String output, int axis, String... inputs) {
        return OnnxNode.of("Concat", List.of(inputs), List.of(output)).integer("axis", axis);
    }
}
