package dev.berth.runtime.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rewrite of a model's `LayerNormalization` operators to the plain operators that they stand for,
/// which take a quarter of the time of the engine's own (ONNX Runtime 1.28, x86; ADR 0049).
///
/// Works on the model file's bytes where they lie: a node becomes a call of a function of ours by
/// another name, of the same length with its domain, and the function follows the model at the end
/// ([NormalizationFunction]). Done for what is normalised over its last dimension by float32
/// weights of the model, with only its first output used; any other node stays.
///
/// Numbers are those of `ModelProto`, `GraphProto`, `NodeProto` and so on in `onnx.proto`.
final class LayerNormDecomposition {
    private static final String OPERATOR = "LayerNormalization";

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int OPSET_DOMAIN = 1;
    private static final int OPSET_VERSION = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOC = 6;
    private static final int NODE_DOMAIN = 7;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_INTEGER = 3;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int FLOAT = 1;

    /// Functions came with the eighth version of the format.
    private static final long IR_VERSION_LEAST = 8;

    /// With which `LayerNormalization` came.
    private static final long OPSET_LEAST = 17;

    private static final int TEXT = 2;

    private final MemorySegment bytes;
    private final Protobuf model;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> floats = new HashSet<>();
    private long irVersion;
    private long opset;

    private LayerNormDecomposition(MemorySegment bytes) {
        this.bytes = bytes;
        this.model = new Protobuf(bytes);
    }

    /// A node that may be renamed.
    ///
    /// @param operator where the field with its operator's name starts
    /// @param emptyDomain where an empty domain stands; -1 if none does
    private record Node(long operator, long emptyDomain, String scale, boolean hasBias) {}

    /// Renames nodes in `bytes` and returns what must be appended; empty if there was nothing to
    /// rename.
    static byte[] apply(MemorySegment bytes) {
        try {
            var normalization = new LayerNormDecomposition(bytes);
            normalization.read();
            return normalization.rename();
        } catch (IndexOutOfBoundsException e) {
            // Not protobuf; the engine will say so.
            return new byte[0];
        }
    }

    private void read() {
        model.eachField(
                model.all(),
                field -> {
                    switch (field.number()) {
                        case MODEL_IR_VERSION -> irVersion = field.value();
                        case MODEL_OPSET -> readOpset(field.content());
                        case MODEL_GRAPH -> readGraph(field.content());
                        default -> {}
                    }
                });
    }

    private void readOpset(Protobuf.Span entry) {
        Map<Integer, Protobuf.Field> fields = fields(entry);
        Protobuf.Field domain = fields.get(OPSET_DOMAIN);
        if (domain == null || isDefault(domain.content())) {
            opset = fields.containsKey(OPSET_VERSION) ? fields.get(OPSET_VERSION).value() : 0;
        }
    }

    /// The last of each number, as protobuf has it.
    private Map<Integer, Protobuf.Field> fields(Protobuf.Span message) {
        Map<Integer, Protobuf.Field> fields = new HashMap<>();
        model.eachField(message, field -> fields.put(field.number(), field));
        return fields;
    }

    private boolean isDefault(Protobuf.Span domain) {
        return domain.size() == 0 || model.text(domain).equals("ai.onnx");
    }

    private void readGraph(Protobuf.Span graph) {
        model.each(graph, GRAPH_NODE, this::readNode);
        if (!nodes.isEmpty()) {
            model.each(graph, GRAPH_INITIALIZER, this::readInitializer);
        }
    }

    private void readNode(Protobuf.Span node) {
        Map<Integer, Protobuf.Field> fields = fields(node);
        Protobuf.Field operator = fields.get(NODE_OPERATOR);
        if (operator == null
                || operator.content().size() != OPERATOR.length()
                || !model.text(operator.content()).equals(OPERATOR)
                || !isShortest(operator)) {
            return;
        }
        Protobuf.Field domain = fields.get(NODE_DOMAIN);
        List<String> inputs = texts(node, NODE_INPUT);
        List<String> outputs = texts(node, NODE_OUTPUT);
        boolean isPlain =
                (domain == null || (domain.content().size() == 0 && isShortest(domain)))
                        && (inputs.size() == 2 || inputs.size() == 3)
                        && inputs.stream().noneMatch(String::isEmpty)
                        && outputs.size() == 1
                        && isOverLastDimension(node);
        if (isPlain) {
            nodes.add(
                    new Node(
                            operator.start(),
                            domain == null ? -1 : domain.start(),
                            inputs.get(1),
                            inputs.size() == 3));
        }
    }

    /// Whether tag and length take a byte each, as all writers have it.
    private static boolean isShortest(Protobuf.Field field) {
        return field.content().from() - field.start() == 2;
    }

    private List<String> texts(Protobuf.Span node, int number) {
        List<String> texts = new ArrayList<>();
        model.each(node, number, text -> texts.add(model.text(text)));
        return texts;
    }

    private boolean isOverLastDimension(Protobuf.Span node) {
        List<Long> axes = new ArrayList<>();
        model.each(
                node,
                NODE_ATTRIBUTE,
                attribute -> {
                    Map<Integer, Protobuf.Field> fields = fields(attribute);
                    Protobuf.Field name = fields.get(ATTRIBUTE_NAME);
                    if (name != null && model.text(name.content()).equals("axis")) {
                        Protobuf.Field axis = fields.get(ATTRIBUTE_INTEGER);
                        axes.add(axis == null ? 0 : axis.value());
                    }
                });
        return axes.stream().allMatch(axis -> axis == -1);
    }

    private void readInitializer(Protobuf.Span tensor) {
        Map<Integer, Protobuf.Field> fields = fields(tensor);
        Protobuf.Field type = fields.get(TENSOR_TYPE);
        Protobuf.Field name = fields.get(TENSOR_NAME);
        if (type != null && type.value() == FLOAT && name != null) {
            floats.add(model.text(name.content()));
        }
    }

    private byte[] rename() {
        List<Node> ours = nodes.stream().filter(node -> floats.contains(node.scale())).toList();
        if (ours.isEmpty() || irVersion < IR_VERSION_LEAST || opset < OPSET_LEAST) {
            return new byte[0];
        }
        ours.forEach(this::rename);
        return NormalizationFunction.both(opset);
    }

    private void rename(Node node) {
        long next =
                write(node.operator(), NODE_OPERATOR, NormalizationFunction.name(node.hasBias()));
        write(next, NODE_DOMAIN, NormalizationFunction.DOMAIN);
        if (node.emptyDomain() >= 0) {
            write(node.emptyDomain(), NODE_DOC, "");
        }
    }

    /// Where the next field starts.
    private long write(long at, int number, String text) {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        bytes.set(ValueLayout.JAVA_BYTE, at, (byte) ((number << 3) | TEXT));
        bytes.set(ValueLayout.JAVA_BYTE, at + 1, (byte) content.length);
        MemorySegment.copy(content, 0, bytes, ValueLayout.JAVA_BYTE, at + 2, content.length);
        return at + 2 + content.length;
    }
}
