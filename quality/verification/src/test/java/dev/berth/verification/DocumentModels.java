package dev.berth.verification;

import static dev.berth.testkit.onnx.OnnxElementType.BOOL;
import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.UINT32;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.system.SystemBuilder;
import java.util.List;

/// Models for the protocol documents' example `mymodel`: with the inputs and outputs of the printed
/// requests, and the numbers of the printed responses.
final class DocumentModels {
    static final String NAME = "mymodel";

    /// Target type of [OnnxNode]'s `to_float`.
    private static final int CAST_TO_FLOAT = 1;

    private DocumentModels() {}

    /// `input0` and `input1` to `output0`: the printed rows, 0 where `input1` is false.
    static void writeTwoInputs(SystemBuilder system) {
        var graph =
                OnnxGraph.named("two_inputs")
                        .input("input0", tensor(UINT32, 2, 2))
                        .input("input1", tensor(BOOL, 3))
                        .output("output0", tensor(FLOAT, 3, 2))
                        .initializer(
                                "rows",
                                OnnxTensor.floats(List.of(3L, 2L), 1f, 1.1f, 2f, 2.1f, 3f, 3.1f))
                        .initializer("column", OnnxTensor.longs(List.of(2L), 3, 1))
                        .node(cast("input1", "chosen"))
                        .node(node("Reshape", List.of("chosen", "column"), "mask"))
                        .node(node("Mul", List.of("rows", "mask"), "masked"));
        write(
                system,
                usingNothingOf("input0", graph, "masked", "output0"),
                """
                - {name: input0, type: uint32, shape: [2, 2], meaning: four numbers}
                - {name: input1, type: bool, shape: [3], meaning: which rows}
                """,
                "- {name: output0, type: float32, shape: [3, 2], meaning: the rows}");
    }

    /// One input of 16 bytes to two outputs of 12.
    static void writeRaw(SystemBuilder system) {
        var graph =
                OnnxGraph.named("raw")
                        .input("input", tensor(FLOAT, 4))
                        .output("output0", tensor(FLOAT, 3, 1))
                        .output("output1", tensor(FLOAT, 3, 1))
                        .initializer("first", OnnxTensor.longs(List.of(3L, 1L), 0, 1, 2))
                        .initializer("last", OnnxTensor.longs(List.of(3L, 1L), 1, 2, 3))
                        .node(node("Gather", List.of("input", "first"), "output0"))
                        .node(node("Gather", List.of("input", "last"), "output1"));
        write(
                system,
                graph,
                "- {name: input, type: float32, shape: [4], meaning: four numbers}",
                """
                - {name: output0, type: float32, shape: [3, 1], meaning: the first three}
                - {name: output1, type: float32, shape: [3, 1], meaning: the last three}
                """);
    }

    /// `input0` to the scores of four classes.
    ///
    /// @param categories further keys of the output, or nothing
    static void writeClasses(SystemBuilder system, String categories) {
        var graph =
                OnnxGraph.named("classes")
                        .input("input0", tensor(UINT32, 2, 2))
                        .output("output0", tensor(FLOAT, 4))
                        .initializer(
                                "scores", OnnxTensor.floats(List.of(4L), 0.5f, 3.3f, 1.5f, 2.4f));
        write(
                system,
                usingNothingOf("input0", graph, "scores", "output0"),
                "- {name: input0, type: uint32, shape: [2, 2], meaning: four numbers}",
                "- {name: output0, type: float32, shape: [4], meaning: scores" + categories + "}");
    }

    /// Adds zero times an integer input, so that it affects only the model's signature.
    private static OnnxGraph usingNothingOf(
            String input, OnnxGraph graph, String value, String output) {
        return graph.initializer("zero", OnnxTensor.floats(List.of(1L), 0))
                .node(cast(input, "numbers"))
                .node(node("ReduceSum", List.of("numbers"), "sum").integer("keepdims", 0))
                .node(node("Mul", List.of("sum", "zero"), "nothing"))
                .node(node("Add", List.of(value, "nothing"), output));
    }

    private static OnnxNode cast(String from, String into) {
        return node("Cast", List.of(from), into).integer("to", CAST_TO_FLOAT);
    }

    private static OnnxNode node(String operator, List<String> inputs, String output) {
        return OnnxNode.of(operator, inputs, List.of(output));
    }

    private static void write(
            SystemBuilder system, OnnxGraph graph, String inputs, String outputs) {
        system.with(
                NAME,
                "1",
                OnnxModelFile.of(graph).toByteArray(),
                "summary: A model of the documents\nartifacts: {model: model.onnx}\nsignature:\n"
                        + "  inputs:\n"
                        + inputs.indent(4)
                        + "  outputs:\n"
                        + outputs.indent(4));
    }
}
