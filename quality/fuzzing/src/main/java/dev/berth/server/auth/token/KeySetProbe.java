package dev.berth.server.auth.token;

import java.io.IOException;

/// Access to package-private key set parsing for the fuzzer.
public final class KeySetProbe {
    private KeySetProbe() {}

    /// Parses the set, or fails with a rejection.
    public static void parse(String text) {
        try {
            KeySet keys = KeySet.parse(text);
            if (keys.count() + keys.passedOver() > KeySet.KEYS_MAX) {
                throw new AssertionError(keys.count() + " keys came out");
            }
        } catch (IOException refused) {
            if (refused.getMessage() == null || refused.getMessage().isBlank()) {
                throw new AssertionError("no reason", refused);
            }
        }
    }
}
