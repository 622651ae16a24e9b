package dev.berth.protocol.oip;

import dev.berth.core.tensor.ElementType;

/// The whole numbers that an integer type of at most 64 signed bits can hold, both ends included.
record IntegerRange(long min, long max) {
    private static final IntegerRange INT8 = new IntegerRange(Byte.MIN_VALUE, Byte.MAX_VALUE);
    private static final IntegerRange INT16 = new IntegerRange(Short.MIN_VALUE, Short.MAX_VALUE);
    private static final IntegerRange INT32 =
            new IntegerRange(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final IntegerRange INT64 = new IntegerRange(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final IntegerRange UINT8 = new IntegerRange(0, 0xff);
    private static final IntegerRange UINT16 = new IntegerRange(0, 0xffff);
    private static final IntegerRange UINT32 = new IntegerRange(0, 0xffff_ffffL);

    static IntegerRange of(ElementType type) {
        return switch (type) {
            case INT8 -> INT8;
            case INT16 -> INT16;
            case INT32 -> INT32;
            case INT64 -> INT64;
            case UINT8 -> UINT8;
            case UINT16 -> UINT16;
            case UINT32 -> UINT32;
            case UINT64, BOOL, FLOAT16, BFLOAT16, FLOAT32, FLOAT64, STRING, BYTES ->
                    throw new IllegalArgumentException(
                            type + " (expected: a type of int64's range)");
        };
    }

    boolean contains(long value) {
        return value >= min && value <= max;
    }

    /// What values of the type look like in JSON.
    static String words(ElementType type) {
        return switch (type) {
            case BOOL -> "true, false, 0 or 1";
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 ->
                    "a whole number from " + of(type).min + " to " + of(type).max;
            case UINT64 -> "a whole number from 0 to 18446744073709551615";
            case FLOAT16 -> "a number from -65504 to 65504";
            case BFLOAT16, FLOAT32 -> "a number that a 32-bit float can hold";
            case FLOAT64 -> "a number that a 64-bit float can hold";
            case STRING -> "a string";
            case BYTES -> "a string of base64 or {\"b64\": ...}";
        };
    }
}
