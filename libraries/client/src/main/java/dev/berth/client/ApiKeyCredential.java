package dev.berth.client;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;

/// API key of a consumer. It appears only in requests, never in texts, logs or errors.
public final class ApiKeyCredential {
    private final String secret;

    private ApiKeyCredential(String secret) {
        this.secret = secret;
    }

    /// Creates the credential of a secret.
    ///
    /// @throws ProblemException `usage` if it has characters that are invalid in a header
    public static ApiKeyCredential of(String secret) {
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the key is empty or has characters that no key has",
                    "give it as `berth key create` printed it");
        }
        return new ApiKeyCredential(secret);
    }

    String header() {
        return "Bearer " + secret;
    }

    /// A text without the secret.
    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
