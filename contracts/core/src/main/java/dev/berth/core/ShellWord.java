package dev.berth.core;

import java.util.regex.Pattern;

/// Quoting of a word for a POSIX shell, for commands in messages.
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWord() {}

    /// The text of a value as it is, or in single quotes where a shell would read something else.
    public static String of(Object value) {
        String text = value.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
