package dev.berth.server.auth.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.berth.core.system.SignatureAlgorithm;
import dev.berth.core.system.TokenIssuer;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Verifier of tokens of the declared issuers: their signature, validity period and audience.
/// Immutable and thread-safe; does not block.
///
/// The order is that of RFC 8725: the issuer is looked up by `iss`, and nothing else of the token
/// selects the keys; `alg` has to be one that the issuer may use and that the key is for, so that
/// no key is taken for one of another kind; then the signature; then times and audience. Some ten
/// to two hundred microseconds, most of them for the signature.
public final class TokenVerifier {
    /// Tokens with many groups take some thousand bytes; all headers of a request may take 16 KiB.
    static final int LENGTH_MAX = 8192;

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final Map<String, Judge> byIssuer = new HashMap<>();

    /// Verifier of one issuer.
    record Judge(TokenIssuer issuer, JwksCache keys, Set<JWSAlgorithm> algorithms) {
        Judge(TokenIssuer issuer, JwksCache keys) {
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

    /// Judges a token at once. Takes as long as its signature.
    public TokenVerdict verify(String token, Instant now) {
        return switch (look(token)) {
            case Look.Decided(var verdict) -> verdict;
            case Look.Open(var candidate) -> candidate.verify(now);
        };
    }

    /// Result of checking a token without its signature.
    public sealed interface Look {
        /// A final result: the token is invalid or cannot be verified.
        record Decided(TokenVerdict verdict) implements Look {}

        /// The signature decides, and then times and audience.
        record Open(CandidateToken candidate) implements Look {}
    }

    /// Checks all that comes before the signature. Takes some ten microseconds.
    public Look look(String token) {
        if (token.length() > LENGTH_MAX) {
            return refused(TokenFault.MALFORMED, "");
        }
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            return refused(TokenFault.MALFORMED, "");
        }
        if (claims == null || !isPlain(jwt.getHeader())) {
            return refused(TokenFault.MALFORMED, "");
        }
        String issuer = claims.getIssuer();
        Judge judge = issuer == null ? null : byIssuer.get(issuer);
        return judge == null ? refused(TokenFault.ISSUER_UNKNOWN, "") : look(jwt, claims, judge);
    }

    private static Look refused(TokenFault fault, String issuer) {
        return new Look.Decided(new TokenVerdict.Refused(fault, issuer));
    }

    /// Without extensions that have to be understood, and no token for another purpose.
    private static boolean isPlain(JWSHeader header) {
        Set<String> critical = header.getCriticalParams();
        JOSEObjectType type = header.getType();
        return header.isBase64URLEncodePayload()
                && (critical == null || critical.isEmpty())
                && (type == null || TYPES.contains(type.getType().toLowerCase(Locale.ROOT)));
    }

    private static Look look(SignedJWT jwt, JWTClaimsSet claims, Judge judge) {
        String name = judge.issuer().name();
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!judge.algorithms().contains(algorithm)) {
            return refused(TokenFault.ALGORITHM, name);
        }
        KeySet keys = judge.keys().current();
        if (keys == null) {
            return unverifiable(judge);
        }
        String id = jwt.getHeader().getKeyID();
        if (!keys.has(id)) {
            return judge.keys().lookForUnknown()
                    ? unverifiable(judge)
                    : refused(TokenFault.KEY_UNKNOWN, name);
        }
        Optional<VerificationKey> key = keys.find(id, algorithm);
        return key.isEmpty()
                ? refused(TokenFault.KEY_MISMATCH, name)
                : new Look.Open(
                        new CandidateToken(
                                jwt,
                                claims,
                                judge.issuer(),
                                key.get(),
                                new TokenVerdict.Ground(keys, judge.keys())));
    }

    private static Look unverifiable(Judge judge) {
        return new Look.Decided(
                new TokenVerdict.Unverifiable(judge.issuer().name(), judge.keys().retryAfter()));
    }
}
