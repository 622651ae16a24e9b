package dev.berth.core.record;

import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;

/// Rules for the single values of a field, with the wording of violations.
final class FieldRules {
    private static final int CATEGORIES_SHOWN_MAX = 10;

    private FieldRules() {}

    /// The least value of an integer type.
    static long min(ElementType type) {
        return switch (type) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
    }

    /// The greatest value of an integer type that a long can say.
    static long max(ElementType type) {
        return switch (type) {
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case UINT8 -> 0xffL;
            case UINT16 -> 0xffffL;
            case UINT32 -> 0xffff_ffffL;
            default -> Long.MAX_VALUE;
        };
    }

    /// Whether the number would become an infinity in this floating type.
    static boolean overflows(ElementType type, double value) {
        if (!Double.isFinite(value)) {
            return !Double.isNaN(value);
        }
        return switch (type) {
            case FLOAT16 ->
                    Float.isInfinite(Float.float16ToFloat(Float.floatToFloat16((float) value)));
            case FLOAT32, BFLOAT16 -> Float.isInfinite((float) value);
            default -> false;
        };
    }

    /// Whether a number is the one that stands for a missing value.
    static boolean isMissing(Field field, double value) {
        return field.missing().isPresent() && field.missing().get().equals(value);
    }

    static boolean allowsNumber(Field field, double value) {
        return field.range().isEmpty() || field.range().get().contains(value);
    }

    static boolean allowsText(Field field, String text) {
        return field.categories().isEmpty() || field.categories().contains(text);
    }

    /// What a single value of the field is, in words: `an int64 from 0 to 150`.
    static String expected(Field field) {
        ElementType type = field.type();
        String noun =
                switch (type) {
                    case BOOL -> "true or false";
                    case STRING -> "a string";
                    case BYTES -> "a string of base64";
                    case INT8, INT16, INT32, INT64 -> "an " + type;
                    default -> "a " + type;
                };
        if (!field.categories().isEmpty()) {
            return "one of " + categories(field);
        }
        return noun + field.range().map(range -> " from " + range).orElse("");
    }

    private static String categories(Field field) {
        int count = field.categories().size();
        String shown =
                String.join(
                        ", ", field.categories().subList(0, Math.min(count, CATEGORIES_SHOWN_MAX)));
        return count > CATEGORIES_SHOWN_MAX
                ? shown + " and " + (count - CATEGORIES_SHOWN_MAX) + " more"
                : shown;
    }

    /// The number as a caller is likely to have written it.
    static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    static String quoted(String text) {
        return "'" + SanitizedText.of(text) + "'";
    }
}
