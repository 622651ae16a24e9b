package dev.berth.testkit.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builder of one operator call of a graph. Not thread-safe.
///
/// Field numbers are those of `NodeProto` and `AttributeProto`.
public final class OnnxNode {
    private static final int ATTRIBUTE = 5;
    private static final int ATTRIBUTE_TYPE = 20;

    private final String operator;
    private final List<String> inputs;
    private final List<String> outputs;
    private final List<byte[]> attributes = new ArrayList<>();
    private Optional<String> domain = Optional.of("");

    private OnnxNode(String operator, List<String> inputs, List<String> outputs) {
        this.operator = operator;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /// An operator of the default domain; an empty input name leaves an optional input out.
    public static OnnxNode of(String operator, List<String> inputs, List<String> outputs) {
        return new OnnxNode(operator, inputs, outputs);
    }

    public OnnxNode domain(String newDomain) {
        domain = Optional.of(newDomain);
        return this;
    }

    /// Omits the default domain instead of writing an empty text.
    public OnnxNode withoutDomain() {
        domain = Optional.empty();
        return this;
    }

    public OnnxNode real(String name, float value) {
        return attribute(name, 1, new ProtoBytes().real(2, value));
    }

    public OnnxNode integer(String name, long value) {
        return attribute(name, 2, new ProtoBytes().integer(3, value));
    }

    public OnnxNode text(String name, String value) {
        return attribute(name, 3, new ProtoBytes().text(4, value));
    }

    public OnnxNode tensor(String name, OnnxTensor value) {
        return attribute(name, 4, new ProtoBytes().bytes(5, value.toProto("")));
    }

    public OnnxNode graph(String name, OnnxGraph value) {
        return attribute(name, 5, new ProtoBytes().bytes(6, value.toProto()));
    }

    public OnnxNode reals(String name, float... values) {
        var proto = new ProtoBytes();
        for (float value : values) {
            proto.real(7, value);
        }
        return attribute(name, 6, proto);
    }

    public OnnxNode integers(String name, long... values) {
        var proto = new ProtoBytes();
        for (long value : values) {
            proto.integer(8, value);
        }
        return attribute(name, 7, proto);
    }

    public OnnxNode texts(String name, String... values) {
        var proto = new ProtoBytes();
        for (String value : values) {
            proto.text(9, value);
        }
        return attribute(name, 8, proto);
    }

    private OnnxNode attribute(String name, int type, ProtoBytes value) {
        attributes.add(value.text(1, name).integer(ATTRIBUTE_TYPE, type).toByteArray());
        return this;
    }

    byte[] toProto() {
        var proto = new ProtoBytes();
        inputs.forEach(input -> proto.text(1, input));
        outputs.forEach(output -> proto.text(2, output));
        proto.text(4, operator);
        domain.ifPresent(name -> proto.text(7, name));
        attributes.forEach(attribute -> proto.bytes(ATTRIBUTE, attribute));
        return proto.toByteArray();
    }
}
