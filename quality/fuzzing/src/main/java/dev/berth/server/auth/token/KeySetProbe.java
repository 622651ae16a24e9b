package dev.berth.server.auth.token;

import java.io.IOException;

/// Reads a key set; it lies in this package for the sake of what is not public here.
public final class KeySetProbe {
    private KeySetProbe() {}

    /// Takes the keys of the set, or sees it refused.
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
