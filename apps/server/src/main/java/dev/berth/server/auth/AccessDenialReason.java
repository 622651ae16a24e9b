package dev.berth.server.auth;

import dev.berth.server.auth.token.TokenFault;
import java.util.Locale;

/// Reason why a request is denied. For logs and metrics: callers learn no more than that they are
/// not known, or not allowed.
enum AccessDenialReason {
    KEY_MISSING,
    /// What was sent has not a key's form.
    KEY_MALFORMED,
    /// No consumer has a key of this id.
    KEY_UNKNOWN,
    /// The id is known, the secret is another.
    KEY_WRONG,
    KEY_EXPIRED,
    KEY_REVOKED,
    /// A certificate that a trusted authority signed, of no declared consumer.
    CERTIFICATE_UNKNOWN,
    /// The certificate expired after its connection was opened.
    CERTIFICATE_EXPIRED,
    /// Its names stand for more than one consumer.
    CERTIFICATE_AMBIGUOUS,
    TOKEN_MALFORMED,
    TOKEN_ISSUER_UNKNOWN,
    /// Signed in another way than its issuer may sign.
    TOKEN_ALGORITHM,
    TOKEN_KEY_UNKNOWN,
    TOKEN_KEY_MISMATCH,
    TOKEN_SIGNATURE,
    TOKEN_EXPIRED,
    TOKEN_NOT_YET_VALID,
    /// For another audience than this system.
    TOKEN_AUDIENCE,
    /// Good, and of no declared consumer.
    TOKEN_UNKNOWN,
    /// Its claims match more than one consumer.
    TOKEN_AMBIGUOUS,
    /// The keys of a token's issuer are not at hand.
    TOKEN_ISSUER_UNAVAILABLE,
    /// More requests than the consumer's quota has for the time.
    QUOTA_RATE,
    /// More records than the consumer's quota has for the time, or at once.
    QUOTA_RECORDS,
    /// More requests at the same time than the consumer's quota has.
    QUOTA_CONCURRENCY,
    MODEL_NOT_ALLOWED,
    FEATURES_NOT_ALLOWED,
    MANAGEMENT_NOT_ALLOWED,
    /// A page of another site, in a browser.
    FOREIGN_PAGE,
    /// A name that this server does not go by, as after DNS rebinding.
    FOREIGN_HOST;

    static AccessDenialReason of(TokenFault fault) {
        return switch (fault) {
            case MALFORMED -> TOKEN_MALFORMED;
            case ISSUER_UNKNOWN -> TOKEN_ISSUER_UNKNOWN;
            case ALGORITHM -> TOKEN_ALGORITHM;
            case KEY_UNKNOWN -> TOKEN_KEY_UNKNOWN;
            case KEY_MISMATCH -> TOKEN_KEY_MISMATCH;
            case SIGNATURE -> TOKEN_SIGNATURE;
            case EXPIRED -> TOKEN_EXPIRED;
            case NOT_YET_VALID -> TOKEN_NOT_YET_VALID;
            case AUDIENCE -> TOKEN_AUDIENCE;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
