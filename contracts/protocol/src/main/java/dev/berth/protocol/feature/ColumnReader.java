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

    private static final int NO_ARRAY = -1;

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

    /// Reads columns of rows, of which each may also be one value, which all rows have then.
    ///
    /// @throws ProblemException `batch-too-large`, or `record-invalid` if no column is an array
    Map<String, List<Object>> readRows() {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        Map<String, @Nullable Object> single = new LinkedHashMap<>();
        int rows = NO_ARRAY;
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            if (columns.containsKey(name)) {
                throw scanner.duplicate(name);
            }
            if (scanner.peek() == JsonScanner.Kind.ARRAY) {
                columns.put(name, list());
                rows = Math.max(rows, columns.get(name).size());
            } else {
                single.put(name, value());
                columns.put(name, List.of());
            }
        }
        if (rows == NO_ARRAY) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    "no column is a list (expected: a list of values for each column, one for each"
                            + " row)",
                    "write the values of each column as a list");
        }
        int rowCount = rows;
        single.forEach((name, value) -> columns.put(name, Collections.nCopies(rowCount, value)));
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
                    "more than " + VALUES_MAX + " values of columns (expected: at most as many)",
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
