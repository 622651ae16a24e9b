package dev.berth.core.tensor;

import java.math.BigDecimal;
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

    /// Writes the element from a double, with the saturation and rounding of Java's casts; floats
    /// round to nearest even.
    public static void putDouble(ElementType type, ByteBuffer data, int index, double value) {
        switch (type) {
            case BOOL -> data.put(index, (byte) (value == 0 ? 0 : 1));
            case UINT8, INT8 -> data.put(index, (byte) (long) value);
            case UINT16, INT16 -> data.putShort(index * 2, (short) (long) value);
            case UINT32, INT32 -> data.putInt(index * 4, (int) (long) value);
            case UINT64 -> data.putLong(index * 8, doubleToUnsigned(value));
            case INT64 -> data.putLong(index * 8, (long) value);
            case FLOAT16 -> data.putShort(index * 2, Float.floatToFloat16((float) value));
            case BFLOAT16 -> data.putShort(index * 2, floatToBfloat16((float) value));
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

    private static double unsignedToDouble(long bits) {
        return bits >= 0 ? bits : new BigDecimal(Long.toUnsignedString(bits)).doubleValue();
    }

    private static long doubleToUnsigned(double value) {
        if (value < 0x1p63) {
            return (long) Math.max(value, 0);
        }
        return value >= TWO_TO_64 ? -1L : (long) (value - 0x1p63) + Long.MIN_VALUE;
    }
}
