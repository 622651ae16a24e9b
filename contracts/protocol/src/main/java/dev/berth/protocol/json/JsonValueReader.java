package dev.berth.protocol.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a value of any form as plain Java: Map in the order of the text, List, String, Long,
/// Double or Boolean. For small documents whose form is not known beforehand.
///
/// A null stands for what is not there, as in protobuf's JSON, and is left out.
public final class JsonValueReader {
    private JsonValueReader() {}

    /// The whole text as one value.
    ///
    /// @throws dev.berth.core.ProblemException `request-malformed` if it is no JSON, is null, or an
    ///   object has a name twice
    public static Object read(byte[] text) {
        var scanner = new JsonScanner(text);
        if (scanner.peek() == JsonScanner.Kind.NULL) {
            throw scanner.expected("a value");
        }
        Object value = value(scanner);
        scanner.end();
        return value;
    }

    private static Object value(JsonScanner scanner) {
        return switch (scanner.peek()) {
            case OBJECT -> object(scanner);
            case ARRAY -> array(scanner);
            case STRING -> scanner.string();
            case BOOLEAN -> scanner.bool();
            case NUMBER -> number(scanner.number());
            case NULL -> throw new IllegalStateException("passed over before");
        };
    }

    private static Object number(JsonNumber number) {
        return number.isInt64() ? (Object) number.int64() : (Object) number.float64();
    }

    private static Map<String, Object> object(JsonScanner scanner) {
        Map<String, Object> members = new LinkedHashMap<>();
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (isNull(scanner)) {
                continue;
            }
            if (members.put(name, value(scanner)) != null) {
                throw scanner.duplicate(name);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<Object> array(JsonScanner scanner) {
        List<Object> elements = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            if (!isNull(scanner)) {
                elements.add(value(scanner));
            }
        }
        return Collections.unmodifiableList(elements);
    }

    /// Reads over a null.
    private static boolean isNull(JsonScanner scanner) {
        if (scanner.peek() != JsonScanner.Kind.NULL) {
            return false;
        }
        scanner.nullValue();
        return true;
    }
}
