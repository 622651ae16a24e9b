package dev.berth.protocol.json;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON text to and from the values that programs have. Unlike [JsonValueReader] it keeps nulls,
/// and whole numbers beyond a Long.
public final class JsonValues {
    /// Room for most values without growing.
    private static final int TEXT_BYTES = 512;

    private JsonValues() {}

    /// The one value that the text holds: String, Boolean, Long (BigInteger beyond it), Double,
    /// null, and unmodifiable List and Map of these.
    ///
    /// @throws ProblemException `request-malformed` with the place
    public static @Nullable Object read(byte[] utf8) {
        var scanner = new JsonScanner(utf8);
        Object value = value(scanner);
        scanner.end();
        return value;
    }

    /// The one value that the text holds, as of bytes.
    ///
    /// @throws ProblemException `request-malformed` with the place
    public static @Nullable Object read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Object value(JsonScanner scanner) {
        return switch (scanner.peek()) {
            case OBJECT -> object(scanner);
            case ARRAY -> array(scanner);
            case STRING -> scanner.string();
            case NUMBER -> number(scanner.numberOrNonFinite());
            case BOOLEAN -> scanner.bool();
            case NULL -> {
                scanner.nullValue();
                yield null;
            }
        };
    }

    private static Map<String, @Nullable Object> object(JsonScanner scanner) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (members.containsKey(name)) {
                throw scanner.duplicate(name);
            }
            members.put(name, value(scanner));
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> array(JsonScanner scanner) {
        List<@Nullable Object> elements = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            elements.add(value(scanner));
        }
        return Collections.unmodifiableList(elements);
    }

    private static Object number(JsonNumber number) {
        boolean fraction = number.text().chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
        if (!fraction && number.isInt64()) {
            return number.int64();
        }
        return !fraction && number.isUint64()
                ? new BigInteger(Long.toUnsignedString(number.uint64()))
                : (Object) number.float64();
    }

    /// Writes a value: those that [#read] gives, any other number, enum constants by their name,
    /// `byte[]` as base64, other arrays as lists. NaN and the infinities become null.
    ///
    /// @throws ProblemException `value-invalid` for a value of another class
    public static void write(JsonWriter json, @Nullable Object value) {
        switch (value) {
            case null -> json.nullValue();
            case String text -> json.string(text);
            case Character letter -> json.string(letter.toString());
            case Enum<?> constant -> json.string(constant.name());
            case byte[] bytes -> json.base64(bytes);
            case Boolean flag -> json.bool(flag);
            case Float number -> json.finiteOrNull(number);
            case Double number -> json.finiteOrNull(number);
            case Number number -> json.raw(number.toString());
            case Iterable<?> list -> {
                json.beginArray();
                list.forEach(element -> write(json, element));
                json.endArray();
            }
            case Map<?, ?> map -> {
                json.beginObject();
                map.forEach((name, member) -> write(json.name(String.valueOf(name)), member));
                json.endObject();
            }
            case Object array when array.getClass().isArray() -> writeArray(json, array);
            default -> throw unknown(value);
        }
    }

    private static void writeArray(JsonWriter json, Object array) {
        json.beginArray();
        for (int i = 0; i < Array.getLength(array); i++) {
            write(json, Array.get(array, i));
        }
        json.endArray();
    }

    private static ProblemException unknown(Object value) {
        return new ProblemException(
                ProblemCode.VALUE_INVALID,
                "a value of "
                        + value.getClass().getName()
                        + " (expected: text, a number, a boolean, bytes, a list,"
                        + " an array or a map)",
                "convert it before");
    }

    /// The text of a value, in UTF-8.
    ///
    /// @param sizeHint how many bytes it may have; a guess
    /// @throws ProblemException `value-invalid` if a value is of a class that JSON has no form for
    public static byte[] bytes(@Nullable Object value, int sizeHint) {
        return sink(value, sizeHint).toBytes();
    }

    /// The text of a value, without spaces.
    ///
    /// @throws ProblemException as [#bytes]
    public static String text(@Nullable Object value) {
        return sink(value, TEXT_BYTES).toString();
    }

    private static ByteSink sink(@Nullable Object value, int sizeHint) {
        var sink = new ByteSink(sizeHint);
        write(new JsonWriter(sink), value);
        return sink;
    }
}
