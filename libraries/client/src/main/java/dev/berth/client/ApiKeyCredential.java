package dev.berth.client;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;

/// A consumer's key. It appears in requests alone: not in texts, logs or errors.
public final class ApiKeyCredential {
    private final String secret;

    private ApiKeyCredential(String secret) {
        this.secret = secret;
    }

    /// The key with this secret.
    ///
    /// @throws ProblemException `usage` if it has characters that no header can have
    public static ApiKeyCredential of(String secret) {
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the key is empty or has characters that no key has",
                    "give it as `berth key new` printed it");
        }
        return new ApiKeyCredential(secret);
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
