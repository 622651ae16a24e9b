package dev.berth.features.redis;

import java.io.ByteArrayOutputStream;

/// A pattern of keys as `SCAN` takes it.
final class KeyPattern {
    /// What has a meaning in a pattern unless there is a backslash before it.
    private static final String SPECIAL = "*?[]\\";

    private KeyPattern() {}

    /// All keys that begin so.
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
