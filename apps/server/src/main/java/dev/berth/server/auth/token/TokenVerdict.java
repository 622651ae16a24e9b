package dev.berth.server.auth.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Result of verifying a token.
public sealed interface TokenVerdict {
    /// The issuer signed it, and it holds now.
    ///
    /// @param issuer the issuer's name in `berth.yaml`
    /// @param until when it ends to hold, the issuer's clock skew included
    /// @param ground of the verification
    record Valid(String issuer, Map<String, Object> claims, Instant until, Ground ground)
            implements TokenVerdict {

        /// Whether a claim is this text, or a list that has it.
        public boolean has(String claim, String text) {
            return switch (claims.get(claim)) {
                case String value -> value.equals(text);
                case List<?> values -> values.contains(text);
                case null, default -> false;
            };
        }

        /// For the log: claims may be personal.
        @Override
        public String toString() {
            return "token of " + issuer;
        }
    }

    /// The keys with which a token was verified.
    ///
    /// @param keeper where the keys in force are
    record Ground(KeySet keys, JwksCache keeper) {
        /// Whether the keys are still those of the issuer.
        public boolean isCurrent() {
            return keeper.isCurrent(keys);
        }
    }

    /// An invalid token.
    ///
    /// @param issuer the issuer's name in `berth.yaml`; empty if it is not known
    record Refused(TokenFault fault, String issuer) implements TokenVerdict {}

    /// A token that cannot be verified now: the keys that it needs are not at hand.
    ///
    /// @param retryAfter when they may be
    record Unverifiable(String issuer, Duration retryAfter) implements TokenVerdict {}
}
