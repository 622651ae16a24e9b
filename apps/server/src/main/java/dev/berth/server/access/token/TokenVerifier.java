package dev.berth.server.access.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.berth.core.system.SignatureAlgorithm;
import dev.berth.core.system.TokenIssuer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Judges tokens of the issuers that are declared: who signed them, whether they hold now, and
/// whether they are for this system. Immutable and thread-safe; does not block.
///
/// The order is that of RFC 8725: the issuer is looked up by `iss`, and nothing else of the token
/// decides which keys are asked; `alg` has to be one that the issuer may use and that the key is
/// for, so that no key is taken for one of another kind; then the signature; then times and
/// audience. Some ten to two hundred microseconds, most of them for the signature.
public final class TokenVerifier {
    /// Tokens with many groups take some thousand bytes; all headers of a request may take 16 KiB.
    static final int LENGTH_MAX = 8192;

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final Map<String, Judge> byIssuer = new HashMap<>();

    /// One issuer.
    record Judge(TokenIssuer issuer, IssuerKeys keys, Set<JWSAlgorithm> algorithms) {
        Judge(TokenIssuer issuer, IssuerKeys keys) {
            this(
                    issuer,
                    keys,
                    issuer.algorithms().stream()
                            .map(SignatureAlgorithm::label)
                            .map(JWSAlgorithm::parse)
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    TokenVerifier(List<Judge> judges) {
        judges.forEach(judge -> byIssuer.put(judge.issuer().issuer(), judge));
    }

    /// Whether there is no issuer at all.
    public boolean isIdle() {
        return byIssuer.isEmpty();
    }

    /// Whether the text has a token's form: three parts, the first of which begins an object.
    public static boolean isOfForm(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        return text.startsWith("ey")
                && first > 0
                && second > first
                && text.indexOf('.', second + 1) < 0;
    }

    public TokenVerdict verify(String token, Instant now) {
        if (token.length() > LENGTH_MAX) {
            return new TokenVerdict.Refused(TokenFault.MALFORMED, "");
        }
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            return new TokenVerdict.Refused(TokenFault.MALFORMED, "");
        }
        if (claims == null || !isPlain(jwt.getHeader())) {
            return new TokenVerdict.Refused(TokenFault.MALFORMED, "");
        }
        String issuer = claims.getIssuer();
        Judge judge = issuer == null ? null : byIssuer.get(issuer);
        if (judge == null) {
            return new TokenVerdict.Refused(TokenFault.ISSUER_UNKNOWN, "");
        }
        return verify(jwt, claims, judge, now);
    }

    /// Without extensions that have to be understood, and no token for another purpose.
    private static boolean isPlain(JWSHeader header) {
        Set<String> critical = header.getCriticalParams();
        JOSEObjectType type = header.getType();
        return header.isBase64URLEncodePayload()
                && (critical == null || critical.isEmpty())
                && (type == null || TYPES.contains(type.getType().toLowerCase(Locale.ROOT)));
    }

    private static TokenVerdict verify(
            SignedJWT jwt, JWTClaimsSet claims, Judge judge, Instant now) {
        String name = judge.issuer().name();
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!judge.algorithms().contains(algorithm)) {
            return new TokenVerdict.Refused(TokenFault.ALGORITHM, name);
        }
        KeySet keys = judge.keys().current();
        if (keys == null) {
            return new TokenVerdict.Unverifiable(name, judge.keys().retryAfter());
        }
        String id = jwt.getHeader().getKeyID();
        if (!keys.has(id)) {
            return judge.keys().lookForUnknown()
                    ? new TokenVerdict.Unverifiable(name, judge.keys().retryAfter())
                    : new TokenVerdict.Refused(TokenFault.KEY_UNKNOWN, name);
        }
        Optional<VerificationKey> key = keys.find(id, algorithm);
        if (key.isEmpty()) {
            return new TokenVerdict.Refused(TokenFault.KEY_MISMATCH, name);
        }
        if (!isSigned(jwt, key.get())) {
            return new TokenVerdict.Refused(TokenFault.SIGNATURE, name);
        }
        TokenFault fault = fault(claims, judge.issuer(), now);
        return fault != null
                ? new TokenVerdict.Refused(fault, name)
                : new TokenVerdict.Valid(
                        name,
                        claims.getClaims(),
                        claims.getExpirationTime().toInstant().plus(judge.issuer().clockSkew()),
                        new TokenVerdict.Ground(keys, judge.keys()));
    }

    private static boolean isSigned(SignedJWT jwt, VerificationKey key) {
        try {
            return jwt.verify(key.verifier());
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static @Nullable TokenFault fault(
            JWTClaimsSet claims, TokenIssuer issuer, Instant now) {
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
