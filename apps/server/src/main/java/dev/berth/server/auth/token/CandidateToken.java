package dev.berth.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.berth.core.system.TokenIssuer;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/// A token of a declared issuer, signed in a way that this may use, with the key that is to have
/// signed it. For one thread at a time.
public final class CandidateToken {
    private final SignedJWT jwt;
    private final JWTClaimsSet claims;
    private final TokenIssuer issuer;
    private final VerificationKey key;
    private final TokenVerdict.Ground ground;

    CandidateToken(
            SignedJWT jwt,
            JWTClaimsSet claims,
            TokenIssuer issuer,
            VerificationKey key,
            TokenVerdict.Ground ground) {
        this.jwt = jwt;
        this.claims = claims;
        this.issuer = issuer;
        this.key = key;
        this.ground = ground;
    }

    /// Verifies the signature, then whether the token holds now and is for this system. Takes some
    /// ten to some hundred microseconds; does not block.
    public TokenVerdict verify(Instant now) {
        if (!isSigned()) {
            return new TokenVerdict.Refused(TokenFault.SIGNATURE, issuer.name());
        }
        TokenFault fault = fault(now);
        return fault != null
                ? new TokenVerdict.Refused(fault, issuer.name())
                : new TokenVerdict.Valid(
                        issuer.name(),
                        claims.getClaims(),
                        claims.getExpirationTime().toInstant().plus(issuer.clockSkew()),
                        ground);
    }

    private boolean isSigned() {
        try {
            return jwt.verify(key.verifier());
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private @Nullable TokenFault fault(Instant now) {
        Date expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant().plus(issuer.clockSkew()))) {
            return TokenFault.EXPIRED;
        }
        Date begins = claims.getNotBeforeTime();
        if (begins != null && now.isBefore(begins.toInstant().minus(issuer.clockSkew()))) {
            return TokenFault.NOT_YET_VALID;
        }
        return claims.getAudience().contains(issuer.audience()) ? null : TokenFault.AUDIENCE;
    }
}
