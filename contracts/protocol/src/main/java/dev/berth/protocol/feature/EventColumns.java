package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events as columns of values: the `df` of Feast's bodies. Immutable, thread-safe.
///
/// An event is read as the JSON object that its row stands for, so that the same event is the same
/// whichever way it comes.
public final class EventColumns {
    private static final int EVENT_BYTES = 256;

    private final Map<String, List<Object>> columns;
    private final int rows;

    private EventColumns(Map<String, List<Object>> columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /// @throws ProblemException `request-malformed`, `batch-too-large`, or `record-invalid` if the
    ///   columns differ in length
    static EventColumns read(JsonScanner scanner) {
        Map<String, List<Object>> columns = new ColumnReader(scanner).readRows();
        int rows = columns.values().iterator().next().size();
        columns.forEach((name, column) -> requireLength(name, column.size(), rows));
        return new EventColumns(Collections.unmodifiableMap(columns), rows);
    }

    private static void requireLength(String name, int length, int rows) {
        if (length != rows) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    "column '%s' has %d values and the first has %d (expected: one for each row)"
                            .formatted(SanitizedText.of(name), length, rows),
                    "give each column as many values as there are rows; null where there is none");
        }
    }

    /// How many rows there are.
    public int rows() {
        return rows;
    }

    /// The names of the columns, in their order.
    public Set<String> names() {
        return columns.keySet();
    }

    /// The same with other names of columns.
    ///
    /// @param others new ones by those that the caller wrote; columns that are not there keep
    ///   theirs
    /// @throws ProblemException `record-invalid` if two columns would have one name
    public EventColumns renamed(Map<String, String> others) {
        Map<String, List<Object>> named = new LinkedHashMap<>();
        columns.forEach(
                (name, column) -> {
                    String other = others.getOrDefault(name, name);
                    if (named.put(other, column) != null) {
                        throw new ProblemException(
                                ProblemCode.RECORD_INVALID,
                                "column '"
                                        + SanitizedText.of(name)
                                        + "' is column '"
                                        + other
                                        + "' of the source, which is there as well (expected: one of"
                                        + " them)",
                                "leave one of them out");
                    }
                });
        return new EventColumns(Collections.unmodifiableMap(named), rows);
    }

    /// Reads the events, each by its place among them.
    public void read(EventJsonReader reader, EventJsonReader.Sink sink) {
        var json = new ByteSink(EVENT_BYTES);
        for (int row = 0; row < rows; row++) {
            json.clear();
            write(new JsonWriter(json), row);
            byte[] bytes = json.toBytes();
            reader.readOne(bytes, 0, bytes.length, place(row), sink);
        }
    }

    /// What a row is called in a violation.
    ///
    /// @param row from 0 on
    public static String place(int row) {
        return "$.df[" + row + "]";
    }

    private void write(JsonWriter json, int row) {
        json.beginObject();
        columns.forEach((name, column) -> write(json.name(name), column.get(row)));
        json.endObject();
    }

    private static void write(JsonWriter json, @Nullable Object value) {
        switch (value) {
            // Pandas has NaN for what is missing. The infinities, which [JsonValues] has no word
            // for,
            // are refused as such.
            case Double number when number.isNaN() -> json.nullValue();
            case Double number -> json.number(number);
            case List<?> list -> {
                json.beginArray();
                list.forEach(element -> write(json, element));
                json.endArray();
            }
            case null, default -> JsonValues.write(json, value);
        }
    }
}
