package dev.berth.expression;

import com.google.common.primitives.UnsignedLong;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The correspondence of tensors' elements and CEL's values.
final class CelValues {
    private CelValues() {}

    /// The CEL type of one record.
    static CelType type(ElementType type, DeclaredShape record) {
        CelType result =
                switch (type) {
                    case BOOL -> SimpleType.BOOL;
                    case STRING -> SimpleType.STRING;
                    case BYTES -> SimpleType.BYTES;
                    case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> SimpleType.DOUBLE;
                    case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> SimpleType.INT;
                };
        for (int i = 0; i < record.rank(); i++) {
            result = ListType.create(result);
        }
        return result;
    }

    /// The record's value: an element, or nested lists of them.
    ///
    /// @param sizes of the record's dimensions
    /// @param start the index of its first element
    static Object read(Tensor tensor, List<Long> sizes, int start) {
        if (sizes.isEmpty()) {
            return element(tensor, start);
        }
        List<Long> inner = sizes.subList(1, sizes.size());
        int step = 1;
        for (long size : inner) {
            step *= (int) size;
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < sizes.getFirst(); i++) {
            list.add(read(tensor, inner, start + i * step));
        }
        return list;
    }

    private static Object element(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case BOOL -> tensor.number(index) != 0;
            case STRING -> tensor.text(index);
            case BYTES -> CelByteString.of(tensor.element(index));
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> tensor.number(index);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> (long) tensor.number(index);
            case INT64 -> tensor.data().getLong(index * Long.BYTES);
            case UINT64 -> unsigned(tensor.data().getLong(index * Long.BYTES));
        };
    }

    private static long unsigned(long bits) {
        if (bits < 0) {
            throw new IllegalArgumentException(
                    Long.toUnsignedString(bits) + " (expected: at most 2^63 - 1)");
        }
        return bits;
    }

    /// The element type that holds the values of a kind as they are.
    static ElementType natural(CelKind kind) {
        return switch (kind) {
            case BOOL -> ElementType.BOOL;
            case INT -> ElementType.INT64;
            case UINT -> ElementType.UINT64;
            case STRING -> ElementType.STRING;
            case BYTES -> ElementType.BYTES;
            default -> ElementType.FLOAT64;
        };
    }

    /// Whether values of a kind can be written as elements of a type.
    static boolean accepts(ElementType type, CelKind kind) {
        return switch (kind) {
            case DYN -> true;
            case BOOL -> type == ElementType.BOOL;
            case INT, UINT -> type.isInteger() || type.isFloating();
            case DOUBLE -> type.isFloating();
            case STRING -> type == ElementType.STRING;
            case BYTES -> type == ElementType.BYTES;
            default -> false;
        };
    }

    /// What an expression has to give for a type, in words.
    static String expected(ElementType type) {
        if (type.isInteger()) {
            return "int, as int(…) gives";
        }
        return type.isFloating() ? "double or int" : type.label();
    }

    /// Writes a value of CEL.
    ///
    /// @throws IllegalArgumentException if it is not of the type or outside its range
    static void write(Object value, Tensor tensor, int index) {
        ElementType type = tensor.type();
        switch (value) {
            case Boolean flag when type == ElementType.BOOL ->
                    tensor.setNumber(index, flag ? 1 : 0);
            case String text when type == ElementType.STRING ->
                    tensor.setElement(index, text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes when type == ElementType.BYTES ->
                    tensor.setElement(index, bytes.toByteArray());
            case byte[] bytes when type == ElementType.BYTES -> tensor.setElement(index, bytes);
            case Long number when type == ElementType.INT64 ->
                    tensor.data().putLong(index * Long.BYTES, number);
            case Long number when type.isInteger() -> writeWhole(number, tensor, index);
            case UnsignedLong number when type == ElementType.UINT64 ->
                    tensor.data().putLong(index * Long.BYTES, number.longValue());
            case Number number when type.isFloating() ->
                    tensor.setNumber(index, number.doubleValue());
            default ->
                    throw new IllegalArgumentException(
                            value.getClass().getSimpleName() + " (expected: " + type + ")");
        }
    }

    private static void writeWhole(long number, Tensor tensor, int index) {
        int bits = tensor.type().byteSize() * Byte.SIZE;
        boolean isSigned = tensor.type().name().startsWith("INT");
        long min = isSigned ? -1L << (bits - 1) : 0;
        long max = bits == Long.SIZE ? Long.MAX_VALUE : (1L << (isSigned ? bits - 1 : bits)) - 1;
        if (number < min || number > max) {
            throw new IllegalArgumentException(
                    number + " (expected: " + tensor.type() + ", " + min + " to " + max + ")");
        }
        tensor.setNumber(index, (double) number);
        if (bits == Long.SIZE) {
            tensor.data().putLong(index * Long.BYTES, number);
        }
    }
}
