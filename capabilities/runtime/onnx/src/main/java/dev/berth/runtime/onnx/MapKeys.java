package dev.berth.runtime.onnx;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The keys of the maps that an output gives, ascending, and thereby the columns of its matrix.
///
/// @param texts the keys as text; numbers in decimal
/// @param columns the position of each key
record MapKeys(List<String> texts, Map<String, Integer> columns, Kind kind) {

    enum Kind {
        NUMBERS,
        STRINGS
    }

    MapKeys {
        texts = List.copyOf(texts);
        columns = Map.copyOf(columns);
    }

    /// The keys in ascending order: numbers by value, strings as Java compares them.
    static MapKeys of(List<String> unordered, Kind kind) {
        Comparator<String> order =
                switch (kind) {
                    case NUMBERS -> Comparator.comparingLong(Long::parseLong);
                    case STRINGS -> Comparator.naturalOrder();
                };
        List<String> texts = unordered.stream().sorted(order).toList();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            columns.put(texts.get(i), i);
        }
        return new MapKeys(texts, columns, kind);
    }

    int count() {
        return texts.size();
    }

    /// The keys as a JSON array.
    String json() {
        return texts.stream()
                .map(text -> kind == Kind.NUMBERS ? text : quoted(text))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return json.append('"').toString();
    }
}
