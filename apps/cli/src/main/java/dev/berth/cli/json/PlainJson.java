package dev.berth.cli.json;

import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.JsonWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON text to and from plain values: String, Boolean, Long (BigInteger beyond it), Double, null,
/// List and Map of these.
public final class PlainJson {
    /// Room for most answers without growing.
    private static final int SINK_BYTES = 512;

    private PlainJson() {}

    /// The one value that the text holds.
    ///
    /// @throws dev.berth.core.ProblemException `request-malformed` with the place
    public static @Nullable Object read(byte[] utf8) {
        var scanner = new JsonScanner(utf8);
        Object value = read(scanner);
        scanner.end();
        return value;
    }

    public static @Nullable Object read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Object read(JsonScanner scanner) {
        return switch (scanner.peek()) {
            case OBJECT -> readObject(scanner);
            case ARRAY -> readArray(scanner);
            case STRING -> scanner.string();
            case NUMBER -> number(scanner.numberOrNonFinite());
            case BOOLEAN -> scanner.bool();
            case NULL -> {
                scanner.nullValue();
                yield null;
            }
        };
    }

    private static Map<String, @Nullable Object> readObject(JsonScanner scanner) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (members.containsKey(name)) {
                throw scanner.duplicate(name);
            }
            members.put(name, read(scanner));
        }
        return members;
    }

    private static List<@Nullable Object> readArray(JsonScanner scanner) {
        List<@Nullable Object> elements = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            elements.add(read(scanner));
        }
        return elements;
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

    /// Compact text; numbers that JSON cannot say become `null`, `byte[]` base64.
    public static String write(@Nullable Object value) {
        var sink = new ByteSink(SINK_BYTES);
        write(new JsonWriter(sink), value);
        return sink.toString();
    }

    private static void write(JsonWriter json, @Nullable Object value) {
        switch (value) {
            case null -> json.nullValue();
            case byte[] bytes -> json.base64(bytes);
            case List<?> list -> {
                json.beginArray();
                list.forEach(element -> write(json, element));
                json.endArray();
            }
            case Map<?, ?> map -> {
                json.beginObject();
                map.forEach((name, member) -> write(json.name(name.toString()), member));
                json.endObject();
            }
            default -> json.plain(value);
        }
    }
}
