package dev.berth.core.record;

import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writer of a field's values into a tensor, for callers that have columns of them: no record is
/// made, and nothing is gathered.
///
/// A value is checked by the same rules as in a [FieldColumnBuilder], and becomes the same element.
/// The answer is only whether it fits: which value does not, and why, is found by reading the
/// records one by one. Not thread-safe.
public final class FieldTensorWriter {
    private static final int FLOAT_INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    private static final long DOUBLE_INFINITY =
            Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

    private final Field field;
    private final ElementType type;
    private final Tensor tensor;
    private final @Nullable ByteBuffer data;
    private final boolean isFree;
    private final Optional<Object> absent;

    /// @param tensor of the field's type; stays the caller's
    /// @param isSingle whether a record has one element, so that one that is missing may have the
    ///   field's fallback
    public FieldTensorWriter(Field field, Tensor tensor, boolean isSingle) {
        this.field = field;
        this.type = field.type();
        this.tensor = tensor;
        this.data = type.isVariable() ? null : tensor.data();
        this.isFree = field.range().isEmpty() && field.categories().isEmpty();
        this.absent = field.missing().isPresent() || !isSingle ? field.missing() : field.fallback();
    }

    /// A whole number of 64 signed bits.
    ///
    /// @return whether it fits
    public boolean putLong(int index, long value) {
        if (type.isFloating()) {
            return putDouble(index, (double) value);
        }
        boolean fits =
                type.isInteger()
                        && value >= FieldRules.min(type)
                        && value <= FieldRules.max(type)
                        && (isFree
                                || (FieldRules.allowsNumber(field, (double) value)
                                        && FieldRules.allowsText(field, Long.toString(value))));
        if (fits) {
            putBits(index, value);
        }
        return fits;
    }

    private void putBits(int index, long value) {
        ByteBuffer numbers = numbers();
        switch (type.byteSize()) {
            case 1 -> numbers.put(index, (byte) value);
            case 2 -> numbers.putShort(2 * index, (short) value);
            case 4 -> numbers.putInt(4 * index, (int) value);
            default -> numbers.putLong(8 * index, value);
        }
    }

    private ByteBuffer numbers() {
        if (data == null) {
            throw new IllegalStateException("a number for the " + type + " " + field.name());
        }
        return data;
    }

    /// As [#putLong], of a number.
    public boolean putDouble(int index, double value) {
        if (!type.isFloating()) {
            return false;
        }
        boolean fits =
                (Double.isNaN(value) && FieldRules.isMissing(field, value))
                        || (!FieldRules.overflows(type, value)
                                && FieldRules.allowsNumber(field, value));
        if (fits) {
            Elements.putDouble(type, numbers(), index, value);
        }
        return fits;
    }

    /// Whether [#putNumbers] takes numbers of a type: the field's own, all of which it allows.
    public boolean takesNumbers(ElementType numbers) {
        return isFree && numbers == type;
    }

    /// As [#putLong], of numbers that have the field's type, one after the other.
    ///
    /// @param index of the first
    /// @param numbers little-endian float32, float64, int32 or int64
    public boolean putNumbers(int index, ByteBuffer numbers) {
        int size = type.byteSize();
        numbers().put(index * size, numbers, numbers.position(), numbers.remaining());
        boolean isFinite = true;
        // Infinities fit no field; NaN does.
        if (type == ElementType.FLOAT32) {
            for (int i = numbers.position(); i < numbers.limit(); i += size) {
                isFinite &= (numbers.getInt(i) & Integer.MAX_VALUE) != FLOAT_INFINITY;
            }
        } else if (type == ElementType.FLOAT64) {
            for (int i = numbers.position(); i < numbers.limit(); i += size) {
                isFinite &= (numbers.getLong(i) & Long.MAX_VALUE) != DOUBLE_INFINITY;
            }
        }
        return isFinite;
    }

    /// As [#putLong], of a truth value.
    public boolean putBool(int index, boolean value) {
        if (type != ElementType.BOOL) {
            return false;
        }
        putBits(index, value ? 1 : 0);
        return true;
    }

    /// As [#putLong], of a text.
    ///
    /// @param utf8 kept by the tensor
    public boolean putText(int index, byte[] utf8) {
        boolean fits =
                type == ElementType.STRING
                        && (field.categories().isEmpty()
                                || FieldRules.allowsText(
                                        field, new String(utf8, StandardCharsets.UTF_8)));
        if (fits) {
            tensor.setElement(index, utf8);
        }
        return fits;
    }

    /// As [#putLong], of a value that is missing.
    public boolean putAbsent(int index) {
        if (absent.isEmpty()) {
            return false;
        }
        if (field.missing().isEmpty()) {
            return switch (absent.get()) {
                case Boolean flag -> putBool(index, flag);
                case String text -> putText(index, text.getBytes(StandardCharsets.UTF_8));
                case Double number -> putDouble(index, number);
                case Long number -> putLong(index, number);
                default -> false;
            };
        }
        switch (absent.get()) {
            case Boolean flag -> putBits(index, flag ? 1 : 0);
            case String text -> tensor.setElement(index, text.getBytes(StandardCharsets.UTF_8));
            case Number number when type.isFloating() ->
                    Elements.putDouble(type, numbers(), index, number.doubleValue());
            case Number number -> putBits(index, number.longValue());
            default -> {
                return false;
            }
        }
        return true;
    }
}
