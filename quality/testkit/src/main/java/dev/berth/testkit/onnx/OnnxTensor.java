package dev.berth.testkit.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Constant tensor: the content of an initializer or an attribute.
///
/// Field numbers are those of `TensorProto`. Immutable.
public final class OnnxTensor {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int STRING_DATA = 6;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    private final OnnxElementType elementType;
    private final List<Long> dims;
    private final ProtoBytes content;

    private OnnxTensor(OnnxElementType elementType, List<Long> dims, ProtoBytes content) {
        this.elementType = elementType;
        this.dims = List.copyOf(dims);
        this.content = content;
    }

    /// Any element type but string: little-endian bytes, row-major.
    public static OnnxTensor raw(OnnxElementType elementType, List<Long> dims, byte[] bytes) {
        if (elementType == OnnxElementType.STRING) {
            throw new IllegalArgumentException("raw string tensor (expected: use strings)");
        }
        long expected = elements(dims) * elementType.widthBytes();
        if (bytes.length != expected) {
            throw new IllegalArgumentException(
                    "tensor %s%s has %d bytes, expected %d"
                            .formatted(elementType, dims, bytes.length, expected));
        }
        return new OnnxTensor(elementType, dims, new ProtoBytes().bytes(RAW_DATA, bytes));
    }

    public static OnnxTensor floats(List<Long> dims, float... values) {
        var bytes = new byte[values.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return raw(OnnxElementType.FLOAT, dims, bytes);
    }

    public static OnnxTensor longs(List<Long> dims, long... values) {
        var bytes = new byte[values.length * Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        return raw(OnnxElementType.INT64, dims, bytes);
    }

    public static OnnxTensor bool(boolean value) {
        return raw(OnnxElementType.BOOL, List.of(), new byte[] {(byte) (value ? 1 : 0)});
    }

    public static OnnxTensor strings(List<Long> dims, String... values) {
        if (elements(dims) != values.length) {
            throw new IllegalArgumentException(
                    "tensor STRING%s has %d texts, expected %d"
                            .formatted(dims, values.length, elements(dims)));
        }
        var content = new ProtoBytes();
        for (String value : values) {
            content.bytes(STRING_DATA, value.getBytes(StandardCharsets.UTF_8));
        }
        return new OnnxTensor(OnnxElementType.STRING, dims, content);
    }

    /// A tensor with its bytes in a file beside the model, from `offsetBytes`.
    public static OnnxTensor external(
            OnnxElementType elementType, List<Long> dims, String file, long offsetBytes) {
        long lengthBytes = elements(dims) * elementType.widthBytes();
        var content =
                new ProtoBytes()
                        .message(EXTERNAL_DATA, entry("location", file))
                        .message(EXTERNAL_DATA, entry("offset", Long.toString(offsetBytes)))
                        .message(EXTERNAL_DATA, entry("length", Long.toString(lengthBytes)))
                        .integer(DATA_LOCATION, 1);
        return new OnnxTensor(elementType, dims, content);
    }

    static ProtoBytes entry(String key, String value) {
        return new ProtoBytes().text(1, key).text(2, value);
    }

    byte[] toProto(String name) {
        var proto = new ProtoBytes();
        dims.forEach(dim -> proto.integer(DIMS, dim));
        proto.integer(DATA_TYPE, elementType.onnxNumber()).text(NAME, name);
        // Protobuf messages may be concatenated: the fields of both are the fields of the whole.
        return proto.append(content).toByteArray();
    }

    private static long elements(List<Long> dims) {
        return dims.stream().reduce(1L, Math::multiplyExact);
    }
}
