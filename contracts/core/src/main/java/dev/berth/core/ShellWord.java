package dev.berth.core;

import java.util.regex.Pattern;

/// A word of a command line as a POSIX shell is to read it, for commands that messages show.
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWord() {}

    /// The text of a value as it is, or in single quotes where a shell would read something else.
    public static String of(Object value) {
        String text = value.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
