package dev.berth.server.auth.token;

/// Reason why a token is invalid.
public enum TokenFault {
    /// No signed token, unreadable, or too long.
    MALFORMED,
    /// No issuer is declared that goes by its `iss`.
    ISSUER_UNKNOWN,
    /// Its `alg` is not one with which the issuer may sign.
    ALGORITHM,
    /// The issuer has no key of its `kid`.
    KEY_UNKNOWN,
    /// The key of its `kid` is of another kind than its `alg`, or not for signatures.
    KEY_MISMATCH,
    SIGNATURE,
    /// Its time is over, or it does not say when that is.
    EXPIRED,
    NOT_YET_VALID,
    /// For another recipient.
    AUDIENCE
}
