package dev.berth.features.redis;

import java.io.ByteArrayOutputStream;

/// Key pattern for `SCAN`.
final class KeyPattern {
    /// Characters that a backslash must escape.
    private static final String SPECIAL = "*?[]\\";

    private KeyPattern() {}

    /// Pattern of all keys with a prefix.
    static byte[] beginning(byte[] prefix) {
        var pattern = new ByteArrayOutputStream(prefix.length + 1);
        for (byte one : prefix) {
            if (SPECIAL.indexOf(one & 0xFF) >= 0) {
                pattern.write('\\');
            }
            pattern.write(one);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }
}
