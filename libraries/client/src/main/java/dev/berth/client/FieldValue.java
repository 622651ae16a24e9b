package dev.berth.client;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Converter of a response value to the type of a record component.
final class FieldValue {
    private FieldValue() {}

    /// Converts a value.
    ///
    /// @param name of the component, for messages
    /// @throws ProblemException `type-mismatch`
    static @Nullable Object convert(@Nullable Object value, Type type, String name) {
        return switch (type) {
            case Class<?> plain -> convert(value, plain, name);
            case ParameterizedType generic -> convert(value, generic, name);
            default -> throw mismatch(value, type, name);
        };
    }

    private static @Nullable Object convert(
            @Nullable Object value, ParameterizedType type, String name) {
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(convert(value, last, name));
        }
        if (value == null) {
            return null;
        }
        if (type.getRawType() == List.class && value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>(list.size());
            list.forEach(element -> elements.add(convert(element, last, name)));
            return Collections.unmodifiableList(elements);
        }
        if (type.getRawType() == Map.class && value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            map.forEach(
                    (key, member) -> members.put(String.valueOf(key), convert(member, last, name)));
            return Collections.unmodifiableMap(members);
        }
        throw mismatch(value, type, name);
    }

    private static @Nullable Object convert(@Nullable Object value, Class<?> type, String name) {
        if (type == float.class || type == double.class) {
            Object number = value == null ? Double.NaN : value;
            return number(number, type, name);
        }
        if (value == null) {
            if (type.isPrimitive()) {
                throw mismatch(null, type, name);
            }
            return null;
        }
        if (type == boolean.class || type == Boolean.class) {
            return checked(value, Boolean.class, type, name);
        }
        if ((type == char.class || type == Character.class)
                && value instanceof String text
                && text.length() == 1) {
            return text.charAt(0);
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return number(value, type, name);
        }
        if (type == byte[].class) {
            return bytes(value, name);
        }
        if (type.isArray() && value instanceof List<?> list) {
            return array(list, type.getComponentType(), name);
        }
        if (type.isRecord() && value instanceof Map<?, ?> fields) {
            return RecordFields.read(fields, type);
        }
        if (type.isEnum() && value instanceof String text) {
            return constant(text, type, name);
        }
        return checked(value, type, type, name);
    }

    private static Object checked(Object value, Class<?> wanted, Type type, String name) {
        if (!wanted.isInstance(value)) {
            throw mismatch(value, type, name);
        }
        return value;
    }

    private static Object constant(String text, Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (NameStyle.folded(((Enum<?>) constant).name()).equals(NameStyle.folded(text))) {
                return constant;
            }
        }
        throw mismatch(text, type, name);
    }

    private static byte[] bytes(Object value, String name) {
        try {
            if (value instanceof String text) {
                return Base64.getDecoder().decode(text);
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like a value that is no text.
        }
        throw mismatch(value, byte[].class, name);
    }

    private static Object array(List<?> list, Class<?> type, String name) {
        Object array = Array.newInstance(type, list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, convert(list.get(i), type, name));
        }
        return array;
    }

    /// Integers must fit; fractions are rounded to the type's precision.
    private static Object number(Object value, Class<?> type, String name) {
        if (!(value instanceof Number number)) {
            throw mismatch(value, type, name);
        }
        if (type == double.class || type == Double.class) {
            return number.doubleValue();
        }
        if (type == float.class || type == Float.class) {
            return number.floatValue();
        }
        if (type == Number.class) {
            return number;
        }
        if (type == BigInteger.class) {
            return number instanceof BigInteger
                    ? number
                    : new BigInteger(checked(number, Long.class, type, name).toString());
        }
        long whole = (Long) checked(number, Long.class, type, name);
        if (type == long.class || type == Long.class) {
            return whole;
        }
        if ((type == int.class || type == Integer.class) && whole == (int) whole) {
            return (int) whole;
        }
        if ((type == short.class || type == Short.class) && whole == (short) whole) {
            return (short) whole;
        }
        if ((type == byte.class || type == Byte.class) && whole == (byte) whole) {
            return (byte) whole;
        }
        throw mismatch(value, type, name);
    }

    private static ProblemException mismatch(@Nullable Object value, Type type, String name) {
        return new ProblemException(
                ProblemCode.TYPE_MISMATCH,
                "the answer's value for '"
                        + name
                        + "' is "
                        + SanitizedText.of(String.valueOf(value))
                        + " (expected: "
                        + type.getTypeName()
                        + ")",
                "give the component the type that the model's signature says");
    }
}
