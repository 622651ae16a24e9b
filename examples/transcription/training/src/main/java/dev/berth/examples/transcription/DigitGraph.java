package dev.berth.examples.transcription;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.util.List;

/// The trained network as a graph from samples to probabilities, spectrum included.
final class DigitGraph {
    private final OnnxGraph graph = OnnxGraph.named("digits");
    private final ConvNet net;

    private DigitGraph(ConvNet net) {
        this.net = net;
    }

    static OnnxModelFile of(ConvNet net) {
        return new DigitGraph(net).build();
    }

    private OnnxModelFile build() {
        graph.input("clip", tensor(FLOAT, "N", LogMel.CLIP))
                .output("probabilities", tensor(FLOAT, "N", Vocabulary.CLASSES));
        spectrum();
        String values = "values";
        for (int i = 0; i < net.layers().length; i++) {
            values = convolution(i, values);
        }
        classes(values);
        return OnnxModelFile.of(graph).metadata("digits", Vocabulary.LABELS);
    }

    /// As [LogMel] has it.
    private void spectrum() {
        number("silence", LogMel.SILENCE);
        number("one", 1);
        number("center", LogMel.CENTER);
        number("scale", LogMel.SCALE);
        graph.initializer(
                        "window", OnnxTensor.floats(List.of((long) LogMel.FRAME), LogMel.window()))
                .initializer(
                        "triangles",
                        OnnxTensor.floats(
                                List.of((long) LogMel.BINS, (long) LogMel.BANDS),
                                LogMel.triangles()))
                .initializer("step", OnnxTensor.longs(List.of(), LogMel.STEP))
                .initializer("length", OnnxTensor.longs(List.of(), LogMel.FRAME))
                .initializer("axis2", OnnxTensor.longs(List.of(1L), 2))
                .initializer("axis3", OnnxTensor.longs(List.of(1L), 3));
        node("Mul", "squares", "clip", "clip");
        graph.node(
                OnnxNode.of("ReduceMean", List.of("squares"), List.of("square"))
                        .integers("axes", 1));
        node("Add", "audible", "square", "silence");
        node("Sqrt", "level", "audible");
        node("Div", "levelled", "clip", "level");
        node("Unsqueeze", "signal", "levelled", "axis2");
        node("STFT", "waves", "signal", "step", "window", "length");
        node("Mul", "powers", "waves", "waves");
        graph.node(
                OnnxNode.of("ReduceSum", List.of("powers", "axis3"), List.of("power"))
                        .integer("keepdims", 0));
        node("MatMul", "bands", "power", "triangles");
        node("Add", "more", "bands", "one");
        node("Log", "logarithm", "more");
        node("Sub", "centered", "logarithm", "center");
        node("Mul", "spectrum", "centered", "scale");
        graph.node(
                OnnxNode.of("Transpose", List.of("spectrum"), List.of("values"))
                        .integers("perm", 0, 2, 1));
    }

    private String convolution(int index, String from) {
        ConvNet.Layer layer = net.layers()[index];
        // [tap, in, out] as [out, in, tap]
        var weights = new float[layer.taps() * layer.in() * layer.out()];
        for (int tap = 0; tap < layer.taps(); tap++) {
            for (int in = 0; in < layer.in(); in++) {
                for (int out = 0; out < layer.out(); out++) {
                    weights[(out * layer.in() + in) * layer.taps() + tap] =
                            net.weights()[layer.row(tap, in)][out];
                }
            }
        }
        float[] biases = net.weights()[layer.biases()];
        graph.initializer(
                        "weights" + index,
                        OnnxTensor.floats(
                                List.of((long) layer.out(), (long) layer.in(), (long) layer.taps()),
                                weights))
                .initializer(
                        "biases" + index, OnnxTensor.floats(List.of((long) layer.out()), biases))
                .node(
                        OnnxNode.of(
                                        "Conv",
                                        List.of(from, "weights" + index, "biases" + index),
                                        List.of("linear" + index))
                                .integers("pads", layer.pad(), layer.pad())
                                .integers("strides", layer.stride()));
        node("Relu", "layer" + index, "linear" + index);
        return "layer" + index;
    }

    private void classes(String from) {
        graph.node(
                OnnxNode.of("ReduceMean", List.of(from), List.of("mean"))
                        .integers("axes", 2)
                        .integer("keepdims", 0));
        graph.node(
                OnnxNode.of("ReduceMax", List.of(from), List.of("greatest"))
                        .integers("axes", 2)
                        .integer("keepdims", 0));
        graph.node(
                OnnxNode.of("Concat", List.of("mean", "greatest"), List.of("pooled"))
                        .integer("axis", 1));
        var weights = new float[2 * ConvNet.CHANNELS * Vocabulary.CLASSES];
        for (int i = 0; i < 2 * ConvNet.CHANNELS; i++) {
            System.arraycopy(
                    net.weights()[net.dense() + i],
                    0,
                    weights,
                    i * Vocabulary.CLASSES,
                    Vocabulary.CLASSES);
        }
        float[] biases = net.weights()[net.dense() + 2 * ConvNet.CHANNELS];
        graph.initializer(
                        "dense",
                        OnnxTensor.floats(
                                List.of(2L * ConvNet.CHANNELS, (long) Vocabulary.CLASSES), weights))
                .initializer(
                        "dense_biases",
                        OnnxTensor.floats(List.of((long) Vocabulary.CLASSES), biases));
        node("MatMul", "products", "pooled", "dense");
        node("Add", "scores", "products", "dense_biases");
        node("Softmax", "probabilities", "scores");
    }

    private void number(String name, float value) {
        graph.initializer(name, OnnxTensor.floats(List.of(), value));
    }

    private void node(String operator, String output, String... inputs) {
        graph.node(OnnxNode.of(operator, List.of(inputs), List.of(output)));
    }
}
