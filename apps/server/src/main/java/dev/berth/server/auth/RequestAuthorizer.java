package dev.berth.server.auth;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.OpenRoute;
import java.net.InetAddress;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Authenticates and authorizes the requests of one event loop. Near-zero cost if no consumers are
/// declared.
///
/// Lives on one event loop.
public final class RequestAuthorizer {
    private static final int ORIGIN_SCHEME_END = "://".length();

    private final Access access;
    private final Authenticator identification;

    /// The host name accepted last: nearly every request has the same.
    private String knownHost = "";

    /// @param loop runs tasks on the event loop that this lives on
    RequestAuthorizer(Access access, Executor loop) {
        this.access = access;
        this.identification = new Authenticator(access, loop);
    }

    /// The caller of this request.
    ///
    /// @throws ProblemException `unauthenticated` if consumers are declared and it is none of them;
    ///   `token-issuer-unavailable` if that cannot be determined now
    /// @throws TokenVerificationRequired if it shows a token that was not seen before: hand it to
    ///   [#verify]
    public Caller identify(AccessRequest request) {
        return access.isClosed() ? identification.identify(request) : Caller.ANYBODY;
    }

    /// The same for callers admitted before with the same credentials: a token is verified here, if
    /// it was not for a while.
    ///
    /// @throws ProblemException as [#identify]
    public Caller identifyHere(AccessRequest request) {
        return access.isClosed() ? identification.identifyHere(request) : Caller.ANYBODY;
    }

    /// Verifies a token on another thread, and continues here on the event loop. The request that
    /// has it must then be authorized again, which identifies its caller.
    ///
    /// @param proceed throws nothing
    /// @throws ProblemException `queue-full` if too many wait for that
    public void verify(TokenVerificationRequired token, Runnable proceed) {
        identification.verify(token, proceed);
    }

    /// What a request of this caller takes of its quota; nothing is taken yet.
    public QuotaPermit allowance(Caller caller) {
        return QuotaPermit.of(caller.quota(), access.refusals());
    }

    /// Whether this is shown to callers without a key.
    public boolean isOpen(OpenRoute route) {
        return access.registry().rules().openRoutes().contains(route);
    }

    /// Refuses models that the caller may not call.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayCall(Caller caller, String model, AccessRequest request) {
        if (!caller.mayCall(model)) {
            throw forbidden(
                    AccessDenialReason.MODEL_NOT_ALLOWED,
                    request,
                    "model '" + SanitizedText.of(model) + "' is not for this caller",
                    "ask the operator of the server to add it to the consumer's `models`",
                    caller.name());
        }
    }

    /// What the caller may read of features. A caller without permissions may read all; others what
    /// the models read that they may call, by the models' names, and what is granted to them.
    public FeatureAccess featureAccess(Caller caller, AccessRequest request) {
        return caller.mayDoAll()
                ? FeatureAccess.ALL
                : new FeatureAccess(caller, refusal -> refuse(refusal, request, caller.name()));
    }

    /// Refuses what concerns all features to callers that may call or read some things only.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayReadAll(Caller caller, AccessRequest request) {
        if (!caller.mayDoAll()) {
            throw forbidden(
                    AccessDenialReason.FEATURES_NOT_ALLOWED,
                    request,
                    "what concerns all features is not for this caller, which may call certain"
                            + " models, or read certain features, only",
                    "use the key of a consumer without `models`, `endpoints` and `features`",
                    caller.name());
        }
    }

    /// Managing needs a consumer that may; where no consumer is declared, a caller on this machine.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayManage(Caller caller, String model, AccessRequest request) {
        requireManagement(caller, "loading and unloading models", request);
        requireMayCall(caller, model, request);
    }

    /// The same for what concerns all features: not for callers whose permissions are limited to
    /// some.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayManageFeatures(Caller caller, AccessRequest request) {
        requireManagement(caller, "changing features", request);
        requireMayReadAll(caller, request);
    }

    /// Management of what is not one model's: not for callers whose permissions are limited to
    /// some.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayManageAll(Caller caller, AccessRequest request) {
        requireManagement(caller, "changing this system", request);
        requireMayReadAll(caller, request);
    }

    private void requireManagement(Caller caller, String what, AccessRequest request) {
        requireOwnPage(request);
        if (caller.consumer().isEmpty()) {
            requireFromThisMachine(what, request);
        } else if (!caller.consumer().get().management()) {
            throw forbidden(
                    AccessDenialReason.MANAGEMENT_NOT_ALLOWED,
                    request,
                    what + " is not for this caller",
                    "use the key of a consumer with `management: true`",
                    caller.name());
        }
    }

    private void requireFromThisMachine(String what, AccessRequest request) {
        if (!access.isClosed()
                && (access.isOnLoopback()
                        || isLoopback(request.connection().remoteAddress().hostAddress()))) {
            return;
        }
        throw forbidden(
                AccessDenialReason.MANAGEMENT_NOT_ALLOWED,
                request,
                what
                        + " needs a consumer that may, or, where callers are not identified, a"
                        + " caller on the server's own machine",
                "declare a consumer with `management: true` in berth.yaml",
                "");
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            return address != null && InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // Such as an IPv6 address with a zone, which is no loopback address.
            return false;
        }
    }

    /// Refuses what a page of another site has a browser send: the browser would reach servers that
    /// only its machine can, and some requests need no permission of the server to be sent.
    ///
    /// @throws ProblemException `forbidden`
    public void requireOwnPage(AccessRequest request) {
        String site = request.headers().get(Headers.FETCH_SITE);
        String origin = request.headers().get(Headers.ORIGIN);
        if (site == null && origin == null) {
            return;
        }
        boolean own =
                site != null
                        ? site.equals("same-origin") || site.equals("none")
                        : isSameHost(String.valueOf(origin), request.host());
        if (!own) {
            throw forbidden(
                    AccessDenialReason.FOREIGN_PAGE,
                    request,
                    "a page of another site"
                            + (origin == null ? "" : ", " + SanitizedText.of(origin) + ",")
                            + " sent this request",
                    "call from the page's own server; browsers are served by the pages of this"
                            + " server alone",
                    "");
        }
    }

    /// Only host and port: behind a proxy that ends TLS the scheme differs.
    private static boolean isSameHost(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0
                && host != null
                && origin.substring(scheme + ORIGIN_SCHEME_END)
                        .toLowerCase(Locale.ROOT)
                        .equals(host.toLowerCase(Locale.ROOT));
    }

    /// Denies requests with another host name to a server on the loopback address, while it answers
    /// unidentified callers.
    ///
    /// @throws ProblemException `forbidden`
    public void requireKnownHost(AccessRequest request) {
        if (!access.isOnLoopback() || !access.admitsUnknown()) {
            return;
        }
        String host = request.host();
        if (host == null || host.equals(knownHost)) {
            return;
        }
        if (!access.hostNames().has(host)) {
            throw forbidden(
                    AccessDenialReason.FOREIGN_HOST,
                    request,
                    "a request for the host '" + SanitizedText.of(host) + "' (expected: localhost)",
                    "ask for localhost; or start the server with --allowed-hosts and this name, as"
                            + " behind a proxy",
                    "");
        }
        knownHost = host;
    }

    private ProblemException forbidden(
            AccessDenialReason refusal,
            AccessRequest request,
            String message,
            String remedy,
            String consumer) {
        refuse(refusal, request, consumer);
        return new ProblemException(ProblemCode.FORBIDDEN, message, remedy);
    }

    private void refuse(AccessDenialReason refusal, AccessRequest request, String consumer) {
        access.refusals()
                .refused(
                        refusal,
                        request.described(),
                        consumer,
                        consumer.isEmpty() ? "" : "consumer " + consumer);
    }
}
