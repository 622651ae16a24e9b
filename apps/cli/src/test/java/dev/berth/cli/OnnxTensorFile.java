package dev.berth.cli;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tensor file of ONNX's tests, for inputs and outputs.
///
/// Source: `onnx.proto`, message `TensorProto`.
///
/// @param name of the graph's input or output
record OnnxTensorFile(String name, Tensor tensor) {
    /// Data types by their numbers in the proto; null for those that Berth does not support.
    private static final @Nullable ElementType[] TYPES = {
        null,
        ElementType.FLOAT32,
        ElementType.UINT8,
        ElementType.INT8,
        ElementType.UINT16,
        ElementType.INT16,
        ElementType.INT32,
        ElementType.INT64,
        ElementType.STRING,
        ElementType.BOOL,
        ElementType.FLOAT16,
        ElementType.FLOAT64,
        ElementType.UINT32,
        ElementType.UINT64,
        null,
        null,
        ElementType.BFLOAT16
    };

    /// Reads a tensor; empty if its type is unsupported, or it is a sequence.
    static Optional<OnnxTensorFile> read(Path file, TensorPool pool) throws IOException {
        return new Reader().read(Files.readAllBytes(file), pool);
    }

    private static final class Reader {
        private final List<Long> sizes = new ArrayList<>();
        private final List<Number> numbers = new ArrayList<>();
        private final List<byte[]> texts = new ArrayList<>();
        private byte[] raw = {};
        private String name = "";
        private int dataType;

        Optional<OnnxTensorFile> read(byte[] file, TensorPool pool) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(file);
            for (int tag; (tag = in.readTag()) != 0; ) {
                readField(in, tag);
            }
            ElementType type = dataType > 0 && dataType < TYPES.length ? TYPES[dataType] : null;
            if (type == null) {
                return Optional.empty();
            }
            Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
            if (type.isVariable()) {
                return Optional.of(new OnnxTensorFile(name, Tensor.ofElements(type, shape, texts)));
            }
            Tensor tensor = Tensor.allocate(pool, type, shape);
            if (raw.length > 0) {
                tensor.data().put(0, raw);
            } else {
                putNumbers(type, tensor.data());
            }
            return Optional.of(new OnnxTensorFile(name, tensor));
        }

        private void readField(CodedInputStream in, int tag) throws IOException {
            boolean isPacked =
                    WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> each(in, isPacked, () -> sizes.add(in.readInt64()));
                case 2 -> dataType = in.readInt32();
                case 4 -> each(in, isPacked, () -> numbers.add(in.readFloat()));
                case 5 -> each(in, isPacked, () -> numbers.add((long) in.readInt32()));
                case 6 -> texts.add(in.readByteArray());
                case 7 -> each(in, isPacked, () -> numbers.add(in.readInt64()));
                case 8 -> name = in.readString();
                case 9 -> raw = in.readByteArray();
                case 10 -> each(in, isPacked, () -> numbers.add(in.readDouble()));
                case 11 -> each(in, isPacked, () -> numbers.add(in.readUInt64()));
                default -> in.skipField(tag);
            }
        }

        private interface Step {
            void read() throws IOException;
        }

        private static void each(CodedInputStream in, boolean isPacked, Step step)
                throws IOException {
            if (!isPacked) {
                step.read();
                return;
            }
            int limit = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd()) {
                step.read();
            }
            in.popLimit(limit);
        }

        /// For 16-bit floats the numbers are the bits.
        private void putNumbers(ElementType type, ByteBuffer target) {
            ByteBuffer data = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            for (Number number : numbers) {
                switch (type) {
                    case FLOAT32 -> data.putFloat(number.floatValue());
                    case FLOAT64 -> data.putDouble(number.doubleValue());
                    case BOOL, INT8, UINT8 -> data.put(number.byteValue());
                    case INT16, UINT16, FLOAT16, BFLOAT16 -> data.putShort(number.shortValue());
                    case INT32, UINT32 -> data.putInt(number.intValue());
                    case INT64, UINT64 -> data.putLong(number.longValue());
                    case STRING, BYTES -> throw new IllegalStateException("no numbers");
                }
            }
        }
    }

    /// Whether another tensor has equal values: floats within the tolerances of ONNX's own runner,
    /// others exactly.
    static boolean isEqual(Tensor expected, Tensor found) {
        if (expected.type() != found.type() || !expected.shape().equals(found.shape())) {
            return false;
        }
        int count = (int) expected.shape().elementCount();
        for (int i = 0; i < count; i++) {
            boolean same =
                    expected.type().isFloating()
                            ? isNear(expected.number(i), found.number(i))
                            : isSame(expected, found, i);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNear(double expected, double found) {
        return Double.compare(expected, found) == 0
                || Math.abs(expected - found) <= 1e-7 + 1e-3 * Math.abs(expected);
    }

    /// Whether another tensor has the same values, bit by bit; NaN is NaN.
    static boolean isIdentical(Tensor expected, Tensor found) {
        if (expected.type() != found.type() || !expected.shape().equals(found.shape())) {
            return false;
        }
        int count = (int) expected.shape().elementCount();
        for (int i = 0; i < count; i++) {
            boolean same =
                    expected.type().isFloating()
                            ? Double.compare(expected.number(i), found.number(i)) == 0
                            : isSame(expected, found, i);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Tensor expected, Tensor found, int index) {
        if (expected.type().isVariable()) {
            return Arrays.equals(expected.element(index), found.element(index));
        }
        int bytes = expected.type().byteSize();
        return expected.data()
                .slice(bytes * index, bytes)
                .equals(found.data().slice(bytes * index, bytes));
    }
}
