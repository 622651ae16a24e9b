package dev.berth.testkit.onnx;

/// Builder of a computation graph: nodes, constants, inputs and outputs. Not thread-safe.
///
/// Field numbers are those of `GraphProto`.
public final class OnnxGraph {
    private final ProtoBytes proto = new ProtoBytes();

    private OnnxGraph(String name) {
        proto.text(2, name);
    }

    public static OnnxGraph named(String name) {
        return new OnnxGraph(name);
    }

    public OnnxGraph input(String name, OnnxType type) {
        proto.bytes(11, TypeProto.valueInfo(name, type));
        return this;
    }

    public OnnxGraph output(String name, OnnxType type) {
        proto.bytes(12, TypeProto.valueInfo(name, type));
        return this;
    }

    /// Adds an operator; operators run in the order in which they are added.
    public OnnxGraph node(OnnxNode node) {
        proto.bytes(1, node.toProto());
        return this;
    }

    /// Adds a constant; under the name of an input it is that input's default.
    public OnnxGraph initializer(String name, OnnxTensor tensor) {
        proto.bytes(5, tensor.toProto(name));
        return this;
    }

    byte[] toProto() {
        return proto.toByteArray();
    }
}
