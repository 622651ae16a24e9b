package dev.berth.protocol.oip;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Reads tensors from their binary form, which the binary extension and gRPC's raw contents share:
/// elements little-endian in row-major order, a boolean one byte of 0 or 1, a string or bytes
/// element its length in 4 bytes and then itself.
///
/// Source: Triton's binary tensor data extension.
public final class BinaryTensorReader {
    private static final int LENGTH_BYTES = 4;

    /// Enough to recognise an encoding by.
    private static final int SHOWN_BYTES_MAX = 16;

    private BinaryTensorReader() {}

    /// A tensor of a copy of all bytes between position and limit.
    ///
    /// @throws ProblemException `size-mismatch` or `value-invalid`
    public static Tensor read(Field field, Shape shape, ByteBuffer source, TensorPool pool) {
        ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (field.type().isVariable()) {
            return Tensor.ofElements(field.type(), shape, elements(field, shape, bytes));
        }
        long expected = shape.elementCount() * field.type().byteSize();
        if (bytes.remaining() != expected) {
            throw wrongSize(field, shape, bytes.remaining(), expected + " bytes");
        }
        if (field.type() == ElementType.BOOL) {
            requireBooleans(field, bytes);
        }
        Tensor tensor = Tensor.allocate(pool, field.type(), shape);
        tensor.data().put(0, bytes, 0, bytes.remaining());
        return tensor;
    }

    private static void requireBooleans(Field field, ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining(); i++) {
            if ((bytes.get(i) & 0xfe) != 0) {
                throw InferRequestValidator.wrongValue(
                        field, "byte " + (bytes.get(i) & 0xff), "byte 0 or 1");
            }
        }
    }

    private static List<byte[]> elements(Field field, Shape shape, ByteBuffer bytes) {
        long count = shape.elementCount();
        if (count > bytes.remaining() / LENGTH_BYTES) {
            throw wrongSize(
                    field,
                    shape,
                    bytes.remaining(),
                    count + " elements, each with its length in 4 bytes");
        }
        List<byte[]> elements = new ArrayList<>((int) count);
        while (elements.size() < count) {
            elements.add(element(field, shape, bytes));
        }
        if (bytes.hasRemaining()) {
            throw wrongSize(
                    field,
                    shape,
                    bytes.limit(),
                    bytes.position() + " bytes, where its " + count + " elements end");
        }
        return elements;
    }

    private static byte[] element(Field field, Shape shape, ByteBuffer bytes) {
        if (bytes.remaining() < LENGTH_BYTES) {
            throw wrongSize(field, shape, bytes.limit(), "the 4 bytes of an element's length");
        }
        long length = Integer.toUnsignedLong(bytes.getInt());
        if (length > bytes.remaining()) {
            throw wrongSize(
                    field,
                    shape,
                    bytes.limit(),
                    "an element of " + length + " bytes where " + bytes.remaining() + " are left");
        }
        var element = new byte[(int) length];
        bytes.get(element);
        requireText(field, element);
        return element;
    }

    /// Makes sure that an element of a string field is text.
    ///
    /// @throws ProblemException `value-invalid`
    public static void requireText(Field field, byte[] element) {
        if (field.type() == ElementType.STRING && !Utf8.isValid(element)) {
            throw new ProblemException(
                    ProblemCode.VALUE_INVALID,
                    "a value of input '"
                            + field.name()
                            + "', in bytes "
                            + hexadecimal(element)
                            + " (expected: valid UTF-8)",
                    "send text as UTF-8; a field of other bytes has the type bytes in its package");
        }
    }

    private static String hexadecimal(byte[] element) {
        boolean whole = element.length <= SHOWN_BYTES_MAX;
        byte[] shown = whole ? element : Arrays.copyOf(element, SHOWN_BYTES_MAX);
        return HexFormat.ofDelimiter(" ").formatHex(shown) + (whole ? "" : " …");
    }

    private static ProblemException wrongSize(
            Field field, Shape shape, int found, String expected) {
        return new ProblemException(
                ProblemCode.SIZE_MISMATCH,
                "input '"
                        + field.name()
                        + "' of shape "
                        + shape
                        + " has "
                        + found
                        + " bytes of binary data (expected: "
                        + expected
                        + ")",
                "make binary data, shape and datatype agree");
    }
}
