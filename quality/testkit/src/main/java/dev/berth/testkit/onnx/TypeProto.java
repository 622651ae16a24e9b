package dev.berth.testkit.onnx;

import java.util.regex.Pattern;

/// Writer of an [OnnxType]. Field numbers are those of `ValueInfoProto`, `TypeProto` and
/// `TensorShapeProto`.
final class TypeProto {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private TypeProto() {}

    /// The type of one named input or output.
    static byte[] valueInfo(String name, OnnxType type) {
        return new ProtoBytes().text(1, name).message(2, write(type)).toByteArray();
    }

    private static ProtoBytes write(OnnxType type) {
        return switch (type) {
            case OnnxType.Tensor tensor -> new ProtoBytes().message(1, tensor(tensor));
            case OnnxType.Sequence sequence -> holder(4, sequence.element());
            case OnnxType.Mapping map -> new ProtoBytes().message(5, mapping(map));
            case OnnxType.Optional optional -> holder(9, optional.element());
        };
    }

    private static ProtoBytes holder(int field, OnnxType element) {
        return new ProtoBytes().message(field, new ProtoBytes().message(1, write(element)));
    }

    private static ProtoBytes mapping(OnnxType.Mapping map) {
        return new ProtoBytes().integer(1, map.key().onnxNumber()).message(2, write(map.value()));
    }

    private static ProtoBytes tensor(OnnxType.Tensor tensor) {
        var shape = new ProtoBytes();
        tensor.dims().forEach(dim -> shape.message(1, dimension(dim)));
        return new ProtoBytes().integer(1, tensor.elementType().onnxNumber()).message(2, shape);
    }

    private static ProtoBytes dimension(String dim) {
        if (NUMBER.matcher(dim).matches()) {
            return new ProtoBytes().integer(1, Long.parseLong(dim));
        }
        return dim.equals("?") ? new ProtoBytes() : new ProtoBytes().text(2, dim);
    }
}
