package dev.berth.examples.transcription;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reader of the float constants of an ONNX file, also in graphs within its graph.
///
/// Field numbers are those of `onnx.proto`: ModelProto.graph 7, GraphProto.node 1, NodeProto.output
/// 2 and attribute 5, AttributeProto.t 5 and g 6, TensorProto.dims 1, data_type 2 and raw_data 9.
final class OnnxConstants {
    private static final int FLOAT = 1;

    private final Map<String, Constant> constants = new HashMap<>();

    private OnnxConstants() {}

    /// A tensor of 32-bit numbers.
    static final class Constant {
        private final List<Long> dims;
        private final float[] values;

        private Constant(List<Long> dims, float[] values) {
            this.dims = List.copyOf(dims);
            this.values = values;
        }

        List<Long> dims() {
            return dims;
        }

        float[] values() {
            return values.clone();
        }
    }

    /// The constants by the name of the node's output.
    static Map<String, Constant> read(byte[] model) {
        var reader = new OnnxConstants();
        for (Field field : fields(ByteBuffer.wrap(model))) {
            if (field.number == 7) {
                reader.graph(field.bytes);
            }
        }
        return reader.constants;
    }

    private void graph(ByteBuffer graph) {
        for (Field field : fields(graph)) {
            if (field.number == 1) {
                node(field.bytes);
            }
        }
    }

    private void node(ByteBuffer node) {
        String output = "";
        List<ByteBuffer> tensors = new ArrayList<>();
        for (Field field : fields(node)) {
            if (field.number == 2) {
                output = StandardCharsets.UTF_8.decode(field.bytes.duplicate()).toString();
            } else if (field.number == 5) {
                for (Field part : fields(field.bytes)) {
                    if (part.number == 5) {
                        tensors.add(part.bytes);
                    } else if (part.number == 6) {
                        graph(part.bytes);
                    }
                }
            }
        }
        for (ByteBuffer tensor : tensors) {
            tensor(output, tensor);
        }
    }

    private void tensor(String name, ByteBuffer tensor) {
        List<Long> dims = new ArrayList<>();
        long type = 0;
        var values = new float[0];
        for (Field field : fields(tensor)) {
            switch (field.number) {
                case 1 -> dims.add(field.value);
                case 2 -> type = field.value;
                case 9 -> {
                    values = new float[field.bytes.remaining() / Float.BYTES];
                    if (type == FLOAT) {
                        field.bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                    }
                }
                default -> {}
            }
        }
        if (type == FLOAT) {
            constants.put(name, new Constant(dims, values));
        }
    }

    /// Field of a message: a number, or bytes.
    private record Field(int number, long value, ByteBuffer bytes) {}

    private static List<Field> fields(ByteBuffer message) {
        ByteBuffer bytes = message.duplicate();
        List<Field> fields = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            int number = (int) (key >>> 3);
            long value = 0;
            int length = 0;
            switch ((int) key & 7) {
                case 0 -> value = varint(bytes);
                case 1 -> length = Long.BYTES;
                case 2 -> length = (int) varint(bytes);
                default -> length = Integer.BYTES;
            }
            fields.add(new Field(number, value, bytes.slice(bytes.position(), length)));
            bytes.position(bytes.position() + length);
        }
        return fields;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
