package dev.berth.server.auth;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.server.auth.token.TokenFault;
import dev.berth.server.auth.token.TokenVerdict;
import dev.berth.server.auth.token.TokenVerifier;
import dev.berth.server.auth.token.TokenVerifier.Precheck;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identifies the caller of a request by its key, token or certificate. Lives on one event loop.
///
/// A credential is checked with every request and not once a connection: proxies send those of many
/// callers over one, and a revoked key is to end at once.
final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final String BEARER = "bearer ";
    private static final String SUBJECT = "sub";

    private final Access access;
    private final MessageDigest sha256 = ApiKeyToken.sha256();
    private final TokenCache tokens = new TokenCache(sha256);
    private final Executor loop;

    /// The requests that wait for a verification, by token: for many requests with a new token it
    /// is verified once.
    private final Map<TokenCache.Key, List<Runnable>> waiting = new HashMap<>();

    /// The latest result of a verification, for the request that continues now.
    private @Nullable Verified verified;

    private record Verified(TokenVerificationRequired token, TokenVerdict verdict) {
        @SuppressWarnings("ReferenceEquality") // Each set of rules has a registry of its own.
        boolean isOf(TokenCache.Key key, CredentialRegistry registry) {
            return token.registry() == registry && token.key().equals(key);
        }
    }

    /// Thread on which an unseen token is verified.
    private enum Where {
        HERE,
        ELSEWHERE
    }

    /// @param loop runs tasks on the event loop that this lives on
    Authenticator(Access access, Executor loop) {
        this.access = access;
        this.loop = loop;
    }

    /// @throws ProblemException `unauthenticated`, or `token-issuer-unavailable` if it cannot be
    ///   determined now
    /// @throws TokenVerificationRequired if a token has to be verified first
    Caller identify(AccessRequest request) {
        return identify(request, Where.ELSEWHERE);
    }

    /// @throws ProblemException as [#identify(Knock)]
    Caller identifyHere(AccessRequest request) {
        return identify(request, Where.HERE);
    }

    /// Verifies a token on another thread, and continues here, where the same request must be
    /// identified before anything else is done.
    ///
    /// @param proceed throws nothing
    /// @throws ProblemException `queue-full` if too many wait for that
    void verify(TokenVerificationRequired token, Runnable proceed) {
        List<Runnable> others = waiting.get(token.key());
        if (others != null) {
            others.add(proceed);
            return;
        }
        access.verifications()
                .submit(
                        () -> {
                            TokenVerdict verdict = verdict(token);
                            try {
                                loop.execute(() -> proceed(new Verified(token, verdict)));
                            } catch (RejectedExecutionException loopIsGone) {
                                // With its connections: no caller waits for this.
                            }
                        });
        waiting.put(token.key(), new ArrayList<>(List.of(proceed)));
    }

    private TokenVerdict verdict(TokenVerificationRequired token) {
        try {
            return token.token().verify(access.clock().instant());
        } catch (RuntimeException | Error e) {
            LOG.error("a token could not be verified", e);
            return new TokenVerdict.Refused(TokenFault.MALFORMED, "");
        }
    }

    private void proceed(Verified found) {
        List<Runnable> those = waiting.remove(found.token().key());
        if (those == null) {
            throw new IllegalStateException("a token that no caller waits for");
        }
        verified = found;
        those.forEach(Runnable::run);
        verified = null;
    }

    private Caller identify(AccessRequest request, Where where) {
        CredentialRegistry registry = access.registry();
        String credential = credential(request.headers());
        if (credential != null) {
            return !registry.verifier().isIdle() && TokenVerifier.isOfForm(credential)
                    ? byToken(credential, registry, request, where)
                    : byKey(credential, registry, request);
        }
        if (access.takesCertificates()) {
            Optional<PeerIdentities> peer = PeerIdentities.of(request.connection());
            if (peer.isPresent()) {
                return byCertificate(peer.get(), registry, request);
            }
        }
        if (registry.admitsAnonymous()) {
            return Caller.ANONYMOUS;
        }
        throw refuse(AccessDenialReason.KEY_MISSING, request, "", "");
    }

    /// From `Authorization: Bearer`, otherwise from `x-api-key`: a proxy's own scheme may be in the
    /// first.
    private static @Nullable String credential(HeaderLookup headers) {
        String authorization = headers.get(Headers.AUTHORIZATION);
        return authorization != null
                        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : headers.get(Headers.API_KEY);
    }

    private Caller byKey(String key, CredentialRegistry registry, AccessRequest request) {
        CredentialRegistry.Verdict verdict = registry.byKey(key, sha256, access.clock().instant());
        Caller caller = verdict.caller();
        if (caller == null) {
            AccessDenialReason refusal = verdict.refusal();
            throw refuse(
                    refusal == null ? AccessDenialReason.KEY_UNKNOWN : refusal,
                    request,
                    verdict.consumer(),
                    verdict.who());
        }
        return caller;
    }

    private Caller byToken(
            String token, CredentialRegistry registry, AccessRequest request, Where where) {
        Instant now = access.clock().instant();
        TokenCache.Key key = tokens.key(token);
        Caller known = tokens.find(key, registry, now);
        if (known != null) {
            return known;
        }
        return switch (verdict(token, key, registry, where)) {
            case TokenVerdict.Valid valid -> {
                Caller caller =
                        only(
                                registry.byToken(valid),
                                registry,
                                request,
                                AccessDenialReason.TOKEN_UNKNOWN,
                                AccessDenialReason.TOKEN_AMBIGUOUS,
                                described(valid));
                tokens.put(key, registry, valid, caller, now);
                yield caller;
            }
            case TokenVerdict.Refused(var fault, var issuer) ->
                    throw refuse(
                            AccessDenialReason.of(fault),
                            request,
                            "",
                            issuer.isEmpty() ? "" : "token of " + issuer);
            case TokenVerdict.Unverifiable(var issuer, var retryAfter) ->
                    throw unavailable(issuer, retryAfter, request);
        };
    }

    private TokenVerdict verdict(
            String token, TokenCache.Key key, CredentialRegistry registry, Where where) {
        Verified found = verified;
        if (found != null && found.isOf(key, registry)) {
            return found.verdict();
        }
        return switch (registry.verifier().precheck(token)) {
            case Precheck.Decided(var verdict) -> verdict;
            case Precheck.Open(var candidate) when where == Where.HERE ->
                    candidate.verify(access.clock().instant());
            case Precheck.Open(var candidate) ->
                    throw new TokenVerificationRequired(candidate, key, registry);
        };
    }

    /// The claims of a verified token are no secret of its holder.
    private static String described(TokenVerdict.Valid token) {
        return token
                + (token.claims().get(SUBJECT) instanceof String subject
                        ? " for " + SanitizedText.of(subject)
                        : "");
    }

    /// Where no consumers are declared, any certificate of a trusted authority will do.
    private Caller byCertificate(
            PeerIdentities peer, CredentialRegistry registry, AccessRequest request) {
        if (!access.clock().instant().isBefore(peer.until())) {
            throw refuse(AccessDenialReason.CERTIFICATE_EXPIRED, request, "", peer.described());
        }
        if (!access.asksForConsumers()) {
            return Caller.ANYBODY;
        }
        return only(
                registry.byIdentities(peer.names()),
                registry,
                request,
                AccessDenialReason.CERTIFICATE_UNKNOWN,
                AccessDenialReason.CERTIFICATE_AMBIGUOUS,
                peer.described());
    }

    /// The consumer of a credential; none if there are several.
    private Caller only(
            Set<Caller> callers,
            CredentialRegistry registry,
            AccessRequest request,
            AccessDenialReason ifNone,
            AccessDenialReason ifSeveral,
            String who) {
        if (callers.size() == 1) {
            return callers.iterator().next();
        }
        if (callers.isEmpty() && registry.admitsAnonymous()) {
            return Caller.ANONYMOUS;
        }
        throw refuse(callers.isEmpty() ? ifNone : ifSeveral, request, "", who);
    }

    /// The caller gets the same response in every case.
    private ProblemException refuse(
            AccessDenialReason refusal, AccessRequest request, String consumer, String who) {
        access.refusals().refused(refusal, request.described(), consumer, who);
        return new ProblemException(
                ProblemCode.UNAUTHENTICATED,
                "the request shows no key, token or certificate that is valid here",
                "send a valid one as `Authorization: Bearer KEY` or `x-api-key: KEY`; who runs the"
                        + " server gives them out");
    }

    private ProblemException unavailable(
            String issuer, Duration retryAfter, AccessRequest request) {
        access.refusals()
                .refused(
                        AccessDenialReason.TOKEN_ISSUER_UNAVAILABLE,
                        request.described(),
                        "",
                        "token of " + issuer);
        return Problem.of(
                        ProblemCode.TOKEN_ISSUER_UNAVAILABLE,
                        "the token cannot be verified now: the keys of its issuer are not at hand",
                        "send it again after Retry-After; the server's log says what keeps it from"
                                + " the keys")
                .withRetryAfter(retryAfter)
                .asException();
    }
}
