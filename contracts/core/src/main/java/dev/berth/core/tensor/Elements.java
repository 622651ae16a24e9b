package dev.berth.core.tensor;

import java.nio.ByteBuffer;

/// Single elements in a tensor's bytes, as Java numbers. All methods take a little-endian buffer
/// and the element's index.
public final class Elements {
    private static final double TWO_TO_64 = 0x1p64;

    private Elements() {}

    /// The element as a double; see [Tensor#number].
    public static double asDouble(ElementType type, ByteBuffer data, int index) {
        return switch (type) {
            case BOOL -> data.get(index) == 0 ? 0 : 1;
            case UINT8 -> Byte.toUnsignedInt(data.get(index));
            case INT8 -> data.get(index);
            case UINT16 -> Short.toUnsignedInt(data.getShort(index * 2));
            case INT16 -> data.getShort(index * 2);
            case UINT32 -> Integer.toUnsignedLong(data.getInt(index * 4));
            case INT32 -> data.getInt(index * 4);
            case UINT64 -> unsignedToDouble(data.getLong(index * 8));
            case INT64 -> data.getLong(index * 8);
            case FLOAT16 -> Float.float16ToFloat(data.getShort(index * 2));
            case BFLOAT16 -> bfloat16ToFloat(data.getShort(index * 2));
            case FLOAT32 -> data.getFloat(index * 4);
            case FLOAT64 -> data.getDouble(index * 8);
            case STRING, BYTES -> throw new IllegalStateException(type + " has no number");
        };
    }

    /// Writes the element from a double. Floating types round to the nearest value, ties to even.
    /// Whole numbers lose their fraction, and beyond the type's range become its nearest end; NaN
    /// becomes 0. A boolean is true for anything but 0.
    public static void putDouble(ElementType type, ByteBuffer data, int index, double value) {
        switch (type) {
            case BOOL -> data.put(index, (byte) (value == 0 ? 0 : 1));
            case UINT8 -> data.put(index, (byte) within(0, value, 0xff));
            case INT8 -> data.put(index, (byte) within(Byte.MIN_VALUE, value, Byte.MAX_VALUE));
            case UINT16 -> data.putShort(index * 2, (short) within(0, value, 0xffff));
            case INT16 ->
                    data.putShort(
                            index * 2, (short) within(Short.MIN_VALUE, value, Short.MAX_VALUE));
            case UINT32 -> data.putInt(index * 4, (int) within(0, value, 0xffff_ffffL));
            case INT32 -> data.putInt(index * 4, (int) value);
            case UINT64 -> data.putLong(index * 8, doubleToUnsigned(value));
            case INT64 -> data.putLong(index * 8, (long) value);
            case FLOAT16 -> data.putShort(index * 2, Float.floatToFloat16(toOdd(value)));
            case BFLOAT16 -> data.putShort(index * 2, floatToBfloat16(toOdd(value)));
            case FLOAT32 -> data.putFloat(index * 4, (float) value);
            case FLOAT64 -> data.putDouble(index * 8, value);
            case STRING, BYTES -> throw new IllegalStateException(type + " has no number");
        }
    }

    /// A bfloat16 is the upper half of a float32.
    public static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// The nearest bfloat16, ties to even; NaN stays NaN.
    public static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        int half = 0x7fff + ((bits >>> 16) & 1);
        return (short) ((bits + half) >>> 16);
    }

    /// A float32 that rounds to the same 16-bit number as `value` itself would.
    ///
    /// Rounding twice, to nearest each time, can land on the wrong side of a tie. Rounding to odd
    /// first (towards zero, with the last bit set where anything was lost) keeps the tie visible;
    /// it needs two bits more than the target has, and a float32 has at least 13 more.
    ///
    /// Source: Boldo and Melquiond, *Emulation of FMA and correctly rounded sums: proved algorithms
    /// using rounding to odd*, 2008.
    private static float toOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        boolean awayFromZero = Math.abs((double) nearest) > Math.abs(value);
        return Float.intBitsToFloat((awayFromZero ? bits - 1 : bits) | 1);
    }

    private static long within(long min, double value, long max) {
        return Double.isNaN(value) ? 0 : Math.clamp((long) value, min, max);
    }

    private static double unsignedToDouble(long bits) {
        // The lowest bit only matters for rounding, where it must not be lost: or keeps it.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    private static long doubleToUnsigned(double value) {
        if (!(value >= 0x1p63)) {
            return (long) Math.max(value, 0);
        }
        return value >= TWO_TO_64 ? -1L : (long) (value - 0x1p63) + Long.MIN_VALUE;
    }
}
