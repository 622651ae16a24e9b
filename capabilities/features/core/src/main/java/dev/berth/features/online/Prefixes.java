package dev.berth.features.online;

import java.util.Arrays;
import java.util.Optional;

/// Functions on key prefixes in the order of unsigned bytes.
public final class Prefixes {
    private Prefixes() {}

    /// Whether a key has the prefix.
    public static boolean begins(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /// The first key after all with the prefix; empty if there is none, as the prefix is empty or
    /// consists of 0xFF bytes.
    public static Optional<byte[]> behind(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            return Optional.empty();
        }
        byte[] end = Arrays.copyOf(prefix, length);
        end[length - 1]++;
        return Optional.of(end);
    }
}
