package dev.berth.runtime.onnx;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Analysis of whether a model's input values, not only their shapes, determine the sizes of its
/// tensors: if so, eight bytes of a request may demand gigabytes.
///
/// What depends on a graph's inputs is followed from operator to operator, up to the operands that
/// determine the size of a result. A shape is no value: it is as large as what was sent. What an
/// operator with graphs of its own gives, or a function of the model, counts as depending on all
/// that they mention. Numbers are those of `ModelProto`, `GraphProto`, `NodeProto` and
/// `AttributeProto` in `onnx.proto`.
final class SizeFlow {
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTION = 25;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int FUNCTION_NODE = 7;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int TENSOR_NAME = 8;
    private static final int VALUE_NAME = 1;

    /// What they give says how large something is, and nothing of its values.
    private static final Set<String> SHAPES = Set.of("Shape", "Size");

    /// The operands that say how large the result is, by the operator.
    private static final Map<String, Set<Integer>> SIZES =
            Map.ofEntries(
                    Map.entry("ConstantOfShape", Set.of(0)),
                    Map.entry("Expand", Set.of(1)),
                    Map.entry("Range", Set.of(0, 1, 2)),
                    Map.entry("Tile", Set.of(1, 2)),
                    Map.entry("Resize", Set.of(1, 2, 3)),
                    Map.entry("Upsample", Set.of(1)),
                    Map.entry("OneHot", Set.of(1)),
                    Map.entry("Pad", Set.of(1)),
                    Map.entry("MaxUnpool", Set.of(2)),
                    Map.entry("AffineGrid", Set.of(1)),
                    Map.entry("CenterCropPad", Set.of(1)),
                    Map.entry("HannWindow", Set.of(0)),
                    Map.entry("HammingWindow", Set.of(0)),
                    Map.entry("BlackmanWindow", Set.of(0)),
                    Map.entry("MelWeightMatrix", Set.of(0, 1)),
                    Map.entry("DFT", Set.of(1)),
                    Map.entry("Col2Im", Set.of(1)),
                    // How often its graph runs; what it collects grows with that.
                    Map.entry("Loop", Set.of(0)));

    private final Protobuf model;
    private final Set<String> values = new HashSet<>();
    private boolean decides;

    private SizeFlow(Protobuf model) {
        this.model = model;
    }

    /// An operator and the names of what it takes and gives.
    private record Node(String operator, List<String> inputs, List<String> outputs) {}

    /// Whether values decide. True also of what makes tensors in functions of its own, which are
    /// not looked into; false of bytes that are no model, which the engine refuses.
    static boolean isDecidedByValues(MemorySegment bytes) {
        var model = new Protobuf(bytes);
        var flow = new SizeFlow(model);
        try {
            model.each(model.all(), MODEL_GRAPH, flow::readGraph);
            model.each(model.all(), MODEL_FUNCTION, flow::readFunction);
            return flow.decides;
        } catch (IndexOutOfBoundsException notProtobuf) {
            return false;
        }
    }

    private void readGraph(Protobuf.Span graph) {
        Set<String> constants = new HashSet<>();
        model.each(graph, GRAPH_INITIALIZER, tensor -> addTexts(tensor, TENSOR_NAME, constants));
        model.each(graph, GRAPH_INPUT, input -> addTexts(input, VALUE_NAME, values));
        values.removeAll(constants);
        // Each after those whose results it takes, as the format demands.
        model.each(graph, GRAPH_NODE, this::readNode);
    }

    /// Whatever it is called with may be a value.
    private void readFunction(Protobuf.Span function) {
        model.each(
                function, FUNCTION_NODE, span -> decides |= SIZES.containsKey(node(span).operator));
    }

    private void readNode(Protobuf.Span span) {
        Node node = node(span);
        Set<Integer> sizes = SIZES.getOrDefault(node.operator, Set.of());
        boolean takesValue = false;
        for (int i = 0; i < node.inputs.size(); i++) {
            if (values.contains(node.inputs.get(i))) {
                takesValue = true;
                decides |= sizes.contains(i);
            }
        }
        takesValue |= readInner(span);
        if (takesValue && !SHAPES.contains(node.operator)) {
            values.addAll(node.outputs);
        }
    }

    private Node node(Protobuf.Span span) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        var operator = new StringBuilder();
        model.eachField(
                span,
                field -> {
                    switch (field.number()) {
                        case NODE_INPUT -> inputs.add(model.text(field.content()));
                        case NODE_OUTPUT -> outputs.add(model.text(field.content()));
                        case NODE_OPERATOR -> operator.append(model.text(field.content()));
                        default -> {}
                    }
                });
        return new Node(operator.toString(), inputs, outputs);
    }

    /// Reads the graphs within a node, whose inputs count as values.
    ///
    /// @return whether there are any
    private boolean readInner(Protobuf.Span node) {
        boolean[] has = {false};
        model.each(
                node,
                NODE_ATTRIBUTE,
                attribute ->
                        model.eachField(
                                attribute,
                                field -> {
                                    if (field.number() == ATTRIBUTE_GRAPH
                                            || field.number() == ATTRIBUTE_GRAPHS) {
                                        has[0] = true;
                                        readGraph(field.content());
                                    }
                                }));
        return has[0];
    }

    private void addTexts(Protobuf.Span message, int number, Set<String> texts) {
        model.each(message, number, text -> texts.add(model.text(text)));
    }
}
