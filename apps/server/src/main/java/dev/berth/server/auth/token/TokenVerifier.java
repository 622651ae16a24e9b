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

    private final Map<String, IssuerVerifier> byIssuer = new HashMap<>();

    /// Verifier of one issuer.
    record IssuerVerifier(TokenIssuer issuer, JwksCache keys, Set<JWSAlgorithm> algorithms) {
        IssuerVerifier(TokenIssuer issuer, JwksCache keys) {
            this(
                    issuer,
                    keys,
                    issuer.algorithms().stream()
                            .map(SignatureAlgorithm::label)
                            .map(JWSAlgorithm::parse)
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    TokenVerifier(List<IssuerVerifier> verifiers) {
        verifiers.forEach(verifier -> byIssuer.put(verifier.issuer().issuer(), verifier));
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
        return switch (precheck(token)) {
            case Precheck.Decided(var verdict) -> verdict;
            case Precheck.Open(var candidate) -> candidate.verify(now);
        };
    }

    /// Result of checking a token without its signature.
    public sealed interface Precheck {
        /// A final result: the token is invalid or cannot be verified.
        record Decided(TokenVerdict verdict) implements Precheck {}

        /// The signature decides, and then times and audience.
        record Open(CandidateToken candidate) implements Precheck {}
    }

    /// Checks all that comes before the signature. Takes some ten microseconds.
    public Precheck precheck(String token) {
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
        IssuerVerifier verifier = issuer == null ? null : byIssuer.get(issuer);
        return verifier == null
                ? refused(TokenFault.ISSUER_UNKNOWN, "")
                : precheck(jwt, claims, verifier);
    }

    private static Precheck refused(TokenFault fault, String issuer) {
        return new Precheck.Decided(new TokenVerdict.Refused(fault, issuer));
    }

    /// Without extensions that have to be understood, and no token for another purpose.
    private static boolean isPlain(JWSHeader header) {
        Set<String> critical = header.getCriticalParams();
        JOSEObjectType type = header.getType();
        return header.isBase64URLEncodePayload()
                && (critical == null || critical.isEmpty())
                && (type == null || TYPES.contains(type.getType().toLowerCase(Locale.ROOT)));
    }

    private static Precheck precheck(SignedJWT jwt, JWTClaimsSet claims, IssuerVerifier verifier) {
        String name = verifier.issuer().name();
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!verifier.algorithms().contains(algorithm)) {
            return refused(TokenFault.ALGORITHM, name);
        }
        KeySet keys = verifier.keys().current();
        if (keys == null) {
            return unverifiable(verifier);
        }
        String id = jwt.getHeader().getKeyID();
        if (!keys.has(id)) {
            return verifier.keys().fetchForUnknown()
                    ? unverifiable(verifier)
                    : refused(TokenFault.KEY_UNKNOWN, name);
        }
        Optional<VerificationKey> key = keys.find(id, algorithm);
        return key.isEmpty()
                ? refused(TokenFault.KEY_MISMATCH, name)
                : new Precheck.Open(
                        new CandidateToken(
                                jwt,
                                claims,
                                verifier.issuer(),
                                key.get(),
                                new TokenVerdict.Ground(keys, verifier.keys())));
    }

    private static Precheck unverifiable(IssuerVerifier verifier) {
        return new Precheck.Decided(
                new TokenVerdict.Unverifiable(
                        verifier.issuer().name(), verifier.keys().retryAfter()));
    }
}
