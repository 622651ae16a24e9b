package dev.berth.audit.code;

import java.util.List;

/// A `return` with a value.
///
/// @param value as it is written, at most 300 characters on one line
/// @param keys of a dictionary or map that is written in it, else empty
/// @param unit index of the function
public record Returned(String value, List<String> keys, int line, int unit) {
    public Returned {
        keys = List.copyOf(keys);
    }
}
