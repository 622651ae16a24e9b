package dev.berth.audit.code;

import java.util.List;
import java.util.Optional;

/// An `if`, also one that follows an `else`.
///
/// @param condition as it is written, at most 300 characters on one line
/// @param names variables and fields that the condition reads, such as `flags.USE_NEW`
/// @param strings texts in it
/// @param constant its value if it is written as one
/// @param line of the `if`
/// @param bodyLines lines of what it runs
/// @param unit index of the innermost unit around it
public record Branch(
        String condition,
        List<String> names,
        List<String> strings,
        Optional<Boolean> constant,
        int line,
        int bodyLines,
        int unit) {
    public Branch {
        names = List.copyOf(names);
        strings = List.copyOf(strings);
    }
}
