package dev.berth.client;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;

/// A consumer's key. It appears in requests alone: not in texts, logs or errors.
public final class ApiKey {
    private final String secret;

    private ApiKey(String secret) {
        this.secret = secret;
    }

    /// The key with this secret.
    ///
    /// @throws ProblemException `usage` if it has characters that no header can have
    public static ApiKey of(String secret) {
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the key is empty or has characters that no key has",
                    "give it as `berth key new` printed it");
        }
        return new ApiKey(secret);
    }

    String header() {
        return "Bearer " + secret;
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
