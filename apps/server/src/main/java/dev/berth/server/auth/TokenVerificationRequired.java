package dev.berth.server.auth;

import dev.berth.server.auth.token.CandidateToken;

/// Signal that a check needs a token verified first: the request goes to [RequestAuthorizer#verify]
/// and is then checked again. No failure, and without a stack: a return value that could be this
/// would cost callers with keys.
public final class TokenVerificationRequired extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient CandidateToken token;
    private final transient TokenCache.Key key;
    private final transient CredentialRegistry registry;

    /// @param key of the whole token
    /// @param registry the rules under which it was checked
    TokenVerificationRequired(
            CandidateToken token, TokenCache.Key key, CredentialRegistry registry) {
        super("a token whose signature is to be verified", null, false, false);
        this.token = token;
        this.key = key;
        this.registry = registry;
    }

    CandidateToken token() {
        return token;
    }

    TokenCache.Key key() {
        return key;
    }

    CredentialRegistry registry() {
        return registry;
    }
}
