package dev.berth.protocol.grpc;

import com.google.protobuf.ByteString;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.InferTensorContents;
import dev.berth.protocol.oip.BinaryReader;
import dev.berth.protocol.oip.InferContract;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads a tensor from `InferTensorContents`, whose repeated field depends on the datatype; float16
/// and bfloat16 have none.
final class ContentsReader {
    private ContentsReader() {}

    static Tensor read(InferTensorContents contents, Field field, Shape shape, TensorPool pool) {
        int count = count(contents, field);
        if (count != shape.elementCount()) {
            throw InferContract.wrongCount(
                    field, shape, count + " elements in contents." + memberOf(field.type()));
        }
        if (field.type().isVariable()) {
            return Tensor.ofElements(field.type(), shape, elements(contents, field));
        }
        requireFitting(contents, field);
        Tensor tensor = Tensor.allocate(pool, field.type(), shape);
        fill(contents, field.type(), tensor.data(), count);
        return tensor;
    }

    private static int count(InferTensorContents contents, Field field) {
        return switch (field.type()) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FLOAT32 -> contents.getFp32ContentsCount();
            case FLOAT64 -> contents.getFp64ContentsCount();
            case STRING, BYTES -> contents.getBytesContentsCount();
            case FLOAT16, BFLOAT16 ->
                    throw new ProblemException(
                            ProblemCode.REQUEST_MALFORMED,
                            "input '"
                                    + field.name()
                                    + "' of "
                                    + field.type().datatype()
                                    + " is not in raw_input_contents (expected: there, since"
                                    + " contents has no field for it)",
                            "send the data of all inputs in raw_input_contents");
        };
    }

    /// The member of the message that holds elements of this type, none for the 16-bit floats.
    private static String memberOf(ElementType type) {
        return switch (type) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case INT64 -> "int64_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case UINT64 -> "uint64_contents";
            case FLOAT32 -> "fp32_contents";
            case FLOAT64 -> "fp64_contents";
            case STRING, BYTES -> "bytes_contents";
            case FLOAT16, BFLOAT16 -> "";
        };
    }

    private static List<byte[]> elements(InferTensorContents contents, Field field) {
        List<byte[]> elements = new ArrayList<>(contents.getBytesContentsCount());
        for (ByteString element : contents.getBytesContentsList()) {
            byte[] bytes = element.toByteArray();
            BinaryReader.requireText(field, bytes);
            elements.add(bytes);
        }
        return elements;
    }

    /// Makes sure that values of a narrow type, sent as 32 bits, are in its range.
    private static void requireFitting(InferTensorContents contents, Field field) {
        ElementType type = field.type();
        int bits = 8 * type.byteSize();
        switch (type) {
            case INT8, INT16 -> {
                for (int i = 0; i < contents.getIntContentsCount(); i++) {
                    int value = contents.getIntContents(i);
                    if (value << (32 - bits) >> (32 - bits) != value) {
                        throw outOfRange(field, Integer.toString(value));
                    }
                }
            }
            case UINT8, UINT16 -> {
                for (int i = 0; i < contents.getUintContentsCount(); i++) {
                    int value = contents.getUintContents(i);
                    if (value >>> bits != 0) {
                        throw outOfRange(field, Integer.toUnsignedString(value));
                    }
                }
            }
            default -> {
                // The repeated field is as wide as the type.
            }
        }
    }

    private static ProblemException outOfRange(Field field, String value) {
        return InferContract.wrongValue(field, value, "the range of " + field.type().datatype());
    }

    private static void fill(
            InferTensorContents contents, ElementType type, ByteBuffer data, int count) {
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> data.put(i, (byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8 -> data.put(i, (byte) contents.getIntContents(i));
                case INT16 -> data.putShort(2 * i, (short) contents.getIntContents(i));
                case INT32 -> data.putInt(4 * i, contents.getIntContents(i));
                case INT64 -> data.putLong(8 * i, contents.getInt64Contents(i));
                case UINT8 -> data.put(i, (byte) contents.getUintContents(i));
                case UINT16 -> data.putShort(2 * i, (short) contents.getUintContents(i));
                case UINT32 -> data.putInt(4 * i, contents.getUintContents(i));
                case UINT64 -> data.putLong(8 * i, contents.getUint64Contents(i));
                case FLOAT32 -> data.putFloat(4 * i, contents.getFp32Contents(i));
                case FLOAT64 -> data.putDouble(8 * i, contents.getFp64Contents(i));
                case FLOAT16, BFLOAT16, STRING, BYTES ->
                        throw new IllegalStateException(type + " has no repeated field");
            }
        }
    }
}
