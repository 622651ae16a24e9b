package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads columns: an object of arrays of values, of which there may be [#VALUES_MAX] in all.
final class ColumnReader {
    /// As many as one request may read; two bytes of a body make a value of some forty in memory.
    private static final int VALUES_MAX = 1_000_000;

    private final JsonScanner scanner;
    private int count;

    ColumnReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    /// @throws ProblemException `batch-too-large`, at the value that is too many
    Map<String, List<Object>> read() {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (columns.containsKey(name)) {
                throw scanner.duplicate(name);
            }
            columns.put(name, list());
        }
        return columns;
    }

    private List<Object> list() {
        List<Object> values = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            requireRoom();
            values.add(value());
        }
        return Collections.unmodifiableList(values);
    }

    private void requireRoom() {
        if (++count > VALUES_MAX) {
            throw new ProblemException(
                    ProblemCode.BATCH_TOO_LARGE,
                    "more than " + VALUES_MAX + " values of entities (expected: at most as many)",
                    "split the request");
        }
    }

    private @Nullable Object value() {
        return switch (scanner.peek()) {
            case STRING -> scanner.string();
            case NUMBER -> number(scanner.numberOrNonFinite());
            case BOOLEAN -> scanner.bool();
            case ARRAY -> list();
            case NULL -> {
                scanner.nullValue();
                yield null;
            }
            case OBJECT -> throw scanner.expected("a string, a number, a boolean, null or a list");
        };
    }

    /// What is written without a fraction is a whole number.
    private static Object number(JsonNumber number) {
        if (!number.isInt64()) {
            return number.float64();
        }
        boolean fraction = number.text().chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
        return fraction ? (Object) number.float64() : (Object) number.int64();
    }
}
