package dev.berth.server.access;

import dev.berth.server.access.token.CandidateToken;

/// Ends a look at a request whose token nobody has verified yet: to be handed to [Gate#verify],
/// after which the look is to be taken anew. No failure, and without a stack, since callers with
/// keys are not to pay for a return value that could be this.
public final class UnverifiedToken extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient CandidateToken token;
    private final transient TokenCache.Key key;
    private final transient KeyRing ring;

    /// @param key of the whole token
    /// @param ring the rules under which it was looked at
    UnverifiedToken(CandidateToken token, TokenCache.Key key, KeyRing ring) {
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

    KeyRing ring() {
        return ring;
    }
}
