package dev.berth.protocol.oip;

import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a `parameters` object, whose values are strings, numbers and booleans. Null, which clients
/// made of classes write for what they leave out, is as if absent: for the object as for a value.
final class Parameters {
    private Parameters() {}

    static Map<String, Object> read(JsonScanner scanner) {
        if (scanner.passNull()) {
            return Map.of();
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (scanner.passNull()) {
                continue;
            }
            InferRequestValidator.requireFewParameters(parameters.size() + 1);
            if (parameters.put(name, value(scanner, name)) != null) {
                throw scanner.duplicate(name);
            }
        }
        return parameters;
    }

    private static Object value(JsonScanner scanner, String name) {
        return switch (scanner.peek()) {
            case STRING -> scanner.string();
            case BOOLEAN -> scanner.bool();
            case NUMBER -> {
                JsonNumber number = scanner.number();
                yield number.isInt64() ? (Object) number.int64() : (Object) number.float64();
            }
            case OBJECT, ARRAY, NULL ->
                    throw InferRequestValidator.wrongParameter(
                            name, scanner.excerpt(), "a string, number or boolean");
        };
    }
}
