package dev.berth.catalog.document;

import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The content of a YAML file.
///
/// @param value plain values: String, Boolean, Long, Double, List and Map of these; empty if the
///   file could not be read at all
/// @param lines the line of each place, by JSON pointer; the whole has the pointer `""`
/// @param errors what was wrong with the file as YAML
public record Document(
        Path file,
        Optional<Object> value,
        Map<String, Integer> lines,
        List<ValidationError> errors) {

    public Document {
        lines = Map.copyOf(lines);
        errors = List.copyOf(errors);
    }

    static Document unreadable(ValidationError error) {
        return new Document(error.location().file(), Optional.empty(), Map.of(), List.of(error));
    }

    /// Where the place is written, or the nearest place around it.
    public SourceLocation locate(String pointer) {
        String place = pointer;
        while (true) {
            Integer line = lines.get(place);
            if (line != null) {
                return new SourceLocation(file, line);
            }
            if (place.isEmpty()) {
                return new SourceLocation(file, value.isPresent() ? 1 : 0);
            }
            place = place.substring(0, Math.max(place.lastIndexOf('/'), 0));
        }
    }

    /// Whether something is written at the place, be it right or wrong.
    public boolean isWritten(String pointer) {
        return lines.containsKey(pointer);
    }

    /// The pointer of a key within the place.
    public static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /// The pointer of an item within the place, counted from 0.
    public static String child(String pointer, int index) {
        return pointer + "/" + index;
    }
}
