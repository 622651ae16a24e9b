package dev.berth.audit.code;

import java.util.List;
import java.util.Optional;

/// An assignment or a declaration with a value.
///
/// @param targets names of variables; of `df["x"] = …` and `this.x = …` those of the object
/// @param column `x` of `df["x"] = …`, else empty
/// @param value as it is written, at most 300 characters on one line
/// @param kind of the value
/// @param string the value if it is text
/// @param strings the values of a list or set of texts, else empty
/// @param unit index of the innermost unit around it
public record Assignment(
        List<String> targets,
        String column,
        String value,
        ValueKind kind,
        Optional<String> string,
        List<String> strings,
        int line,
        int unit) {
    public Assignment {
        targets = List.copyOf(targets);
        strings = List.copyOf(strings);
    }

    /// What a value is.
    public enum ValueKind {
        TRUE,
        FALSE,
        NUMBER,
        STRING,
        LIST,
        CALL,
        OTHER
    }
}
