package dev.berth.core.system;

import java.util.Locale;
import java.util.regex.Pattern;

/// A SHA-256 digest as 64 lower-case hexadecimal digits.
public record Sha256(String hex) {
    private static final Pattern ALLOWED = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!ALLOWED.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "sha256: '" + hex + "' (expected: 64 hexadecimal digits)");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
