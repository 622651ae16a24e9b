package dev.berth.server.auth;

import dev.berth.server.auth.token.CandidateToken;

/// Ends a check of a request whose token is not verified yet: to be handed to
/// [RequestAuthorizer#verify], after which the look is to be taken anew. No failure, and without a
/// stack, since callers with keys are not to pay for a return value that could be this.
public final class TokenVerificationRequired extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient CandidateToken token;
    private final transient TokenCache.Key key;
    private final transient CredentialRegistry ring;

    /// @param key of the whole token
    /// @param ring the rules under which it was checked
    TokenVerificationRequired(CandidateToken token, TokenCache.Key key, CredentialRegistry ring) {
        super("a token whose signature is to be verified", null, false, false);
        this.token = token;
        this.key = key;
        this.ring = ring;
    }

    CandidateToken token() {
        return token;
    }

    TokenCache.Key key() {
        return key;
    }

    CredentialRegistry ring() {
        return ring;
    }
}
