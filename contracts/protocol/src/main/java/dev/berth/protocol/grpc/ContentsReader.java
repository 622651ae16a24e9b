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
import dev.berth.protocol.oip.BinaryTensorReader;
import dev.berth.protocol.oip.InferRequestValidator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads a tensor from `InferTensorContents`, whose repeated field depends on the datatype; float16
/// and bfloat16 have none.
///
/// Integers of up to 32 bits are also taken from the field of the other signedness, if their own is
/// empty and every value is in the type's range: Triton's documents print `int_contents` for
/// UINT32.
final class ContentsReader {
    private ContentsReader() {}

    static Tensor read(InferTensorContents contents, Field field, Shape shape, TensorPool pool) {
        int count = count(contents, field);
        if (count != shape.elementCount()) {
            throw InferRequestValidator.wrongCount(
                    field,
                    shape,
                    count
                            + (count == 1 ? " element" : " elements")
                            + " in contents."
                            + memberOf(contents, field.type()));
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
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                    isUnsigned(contents, field.type())
                            ? contents.getUintContentsCount()
                            : contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
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

    /// Whether integers of this type, of up to 32 bits, stand in `uint_contents`.
    private static boolean isUnsigned(InferTensorContents contents, ElementType type) {
        return switch (type) {
            case INT8, INT16, INT32 ->
                    contents.getIntContentsCount() == 0 && contents.getUintContentsCount() > 0;
            case UINT8, UINT16, UINT32 ->
                    contents.getUintContentsCount() > 0 || contents.getIntContentsCount() == 0;
            case BOOL, INT64, UINT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64, STRING, BYTES -> false;
        };
    }

    /// The member of the message that holds elements of this type, none for the 16-bit floats.
    private static String memberOf(InferTensorContents contents, ElementType type) {
        return switch (type) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                    isUnsigned(contents, type) ? "uint_contents" : "int_contents";
            case INT64 -> "int64_contents";
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
            BinaryTensorReader.requireText(field, bytes);
            elements.add(bytes);
        }
        return elements;
    }

    /// Makes sure that integers sent as 32 bits are in the range of their type.
    private static void requireFitting(InferTensorContents contents, Field field) {
        int bits = 8 * field.type().byteSize();
        switch (field.type()) {
            case INT8, INT16, INT32 ->
                    requireWithin(contents, field, -1L << (bits - 1), (1L << (bits - 1)) - 1);
            case UINT8, UINT16, UINT32 -> requireWithin(contents, field, 0, (1L << bits) - 1);
            case BOOL, INT64, UINT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64, STRING, BYTES -> {
                // The repeated field is as wide as the type.
            }
        }
    }

    private static void requireWithin(
            InferTensorContents contents, Field field, long min, long max) {
        boolean unsigned = isUnsigned(contents, field.type());
        int count = unsigned ? contents.getUintContentsCount() : contents.getIntContentsCount();
        for (int i = 0; i < count; i++) {
            long value =
                    unsigned
                            ? Integer.toUnsignedLong(contents.getUintContents(i))
                            : contents.getIntContents(i);
            if (value < min || value > max) {
                throw InferRequestValidator.wrongValue(
                        field,
                        value + " at index " + i,
                        "a whole number from " + min + " to " + max);
            }
        }
    }

    private static void fill(
            InferTensorContents contents, ElementType type, ByteBuffer data, int count) {
        boolean unsigned = isUnsigned(contents, type);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL -> data.put(i, (byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8, UINT8 -> data.put(i, (byte) bits(contents, unsigned, i));
                case INT16, UINT16 -> data.putShort(2 * i, (short) bits(contents, unsigned, i));
                case INT32, UINT32 -> data.putInt(4 * i, bits(contents, unsigned, i));
                case INT64 -> data.putLong(8 * i, contents.getInt64Contents(i));
                case UINT64 -> data.putLong(8 * i, contents.getUint64Contents(i));
                case FLOAT32 -> data.putFloat(4 * i, contents.getFp32Contents(i));
                case FLOAT64 -> data.putDouble(8 * i, contents.getFp64Contents(i));
                case FLOAT16, BFLOAT16, STRING, BYTES ->
                        throw new IllegalStateException(type + " has no repeated field");
            }
        }
    }

    private static int bits(InferTensorContents contents, boolean unsigned, int index) {
        return unsigned ? contents.getUintContents(index) : contents.getIntContents(index);
    }
}
