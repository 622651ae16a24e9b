package dev.berth.core.system;

import java.util.Map;

/// Claims that identify a consumer in tokens.
///
/// @param issuer the name of the issuer that signed them
/// @param claims all of which they have to have: a claim is the text itself, or a list that has it
public record TokenIdentity(String issuer, Map<String, String> claims) {
    public TokenIdentity {
        claims = Map.copyOf(claims);
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("claims: none (expected: at least one)");
        }
    }
}
