package dev.berth.cards.render;

import java.util.HashMap;
import java.util.Map;

/// A document as it was read from a file.
///
/// @param text without the record for programs
/// @param record its values
public record WrittenDocument(String text, Map<?, ?> record) {
    public WrittenDocument {
        record = Map.copyOf(withoutNulls(record));
    }

    private static Map<?, ?> withoutNulls(Map<?, ?> values) {
        Map<Object, Object> sound = new HashMap<>();
        values.forEach(
                (key, value) -> {
                    if (key != null && value != null) {
                        sound.put(key, value);
                    }
                });
        return sound;
    }

    /// Whether the text is as Berth wrote it, without a later edit.
    public boolean isAsWritten() {
        return DocumentRecord.digest(text).equals(record.get("textSha256"));
    }
}
