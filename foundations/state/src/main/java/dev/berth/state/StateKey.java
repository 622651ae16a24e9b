package dev.berth.state;

import java.util.regex.Pattern;

/// The name of one log in a [StateStore].
///
/// @param kind what is decided, a word of the capability that decides it, such as `traffic`
/// @param name what it is decided for, such as an endpoint's name; 1 to 200 characters
public record StateKey(String kind, String name) {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int NAME_LENGTH_MAX = 200;

    public StateKey {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("kind: '" + kind + "' (expected: " + KIND + ")");
        }
        if (name.isEmpty() || !StoredText.of(name, NAME_LENGTH_MAX).equals(name)) {
            throw new IllegalArgumentException("name: '" + name + "' (expected: 1 to 200 chars)");
        }
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
