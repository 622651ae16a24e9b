package dev.berth.server.http;

import dev.berth.contribution.RouteAccess;
import dev.berth.core.system.OpenRoute;
import dev.berth.server.auth.AccessRequest;
import dev.berth.server.auth.Caller;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.auth.Headers;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.auth.RequestAuthorizer;
import dev.berth.server.auth.TokenVerificationRequired;

/// The access rules of routes, as methods that each [Route] names, and what they share. Lives on
/// one event loop.
///
/// Public are health and readiness of the server, for orchestrators, and pages that reveal nothing
/// of the system.
final class RouteAuthorizer {
    private final RequestAuthorizer requestAuthorizer;

    RouteAuthorizer(RequestAuthorizer requestAuthorizer) {
        this.requestAuthorizer = requestAuthorizer;
    }

    /// Holds a request against the access rule of its route.
    ///
    /// @throws dev.berth.core.ProblemException `unauthenticated`, `token-issuer-unavailable`,
    ///   `forbidden` or `quota-exceeded`
    /// @throws dev.berth.server.auth.TokenVerificationRequired if a token has to be verified first
    void admit(HttpServerExchange exchange) {
        AccessRequest request = exchange.request().accessRequest();
        requestAuthorizer.requireKnownHost(request);
        exchange.route().access().admit(this, exchange, request);
    }

    /// The access rule of a capability's route.
    void admit(RouteAccess access, HttpServerExchange exchange, AccessRequest request) {
        if (access != RouteAccess.ANYBODY
                && (exchange.request().isPost() || exchange.request().method().equals("DELETE"))) {
            requestAuthorizer.requireOwnPage(request);
        }
        switch (access) {
            case ANYBODY -> everyone(exchange, request);
            case CONSUMERS -> identified(exchange, request);
            case CALLERS -> callers(exchange, request);
            case UNLIMITED -> unlimited(exchange, request);
            case MANAGERS -> {
                identified(exchange, request);
                requestAuthorizer.requireMayManageAll(exchange.caller(), request);
            }
        }
    }

    /// Everybody.
    void everyone(HttpServerExchange exchange, AccessRequest request) {}

    /// Every caller if `berth.yaml` opens the route, otherwise as [#identified].
    static Route.Access unlessOpen(OpenRoute open) {
        return (authorizer, exchange, request) -> {
            if (!authorizer.requestAuthorizer.isOpen(open)) {
                authorizer.identified(exchange, request);
            }
        };
    }

    /// A consumer, where consumers are declared.
    void identified(HttpServerExchange exchange, AccessRequest request) {
        charge(exchange, known(exchange, request), "", request);
    }

    /// The same, but for pages of other sites.
    void identifiedOwnPage(HttpServerExchange exchange, AccessRequest request) {
        requestAuthorizer.requireOwnPage(request);
        identified(exchange, request);
    }

    /// Callers of the model or endpoint that the path names first.
    void callers(HttpServerExchange exchange, AccessRequest request) {
        String model = exchange.match().first();
        Caller caller = known(exchange, request);
        requestAuthorizer.requireMayCall(caller, model, request);
        charge(exchange, caller, model, request);
    }

    /// The same, but for pages of other sites.
    void callersOwnPage(HttpServerExchange exchange, AccessRequest request) {
        requestAuthorizer.requireOwnPage(request);
        callers(exchange, request);
    }

    /// Managers of the model or endpoint that the path names first.
    void managers(HttpServerExchange exchange, AccessRequest request) {
        String model = exchange.match().first();
        Caller caller = known(exchange, request);
        requestAuthorizer.requireMayManage(caller, model, request);
        charge(exchange, caller, model, request);
    }

    /// Managers of the endpoint that the path names for `POST`, and otherwise its callers.
    void callersOrManagers(HttpServerExchange exchange, AccessRequest request) {
        if (exchange.request().isPost()) {
            managers(exchange, request);
        } else {
            callers(exchange, request);
        }
    }

    /// Consumers that are not limited to certain models, endpoints or features.
    void unlimited(HttpServerExchange exchange, AccessRequest request) {
        identified(exchange, request);
        requestAuthorizer.requireMayReadAll(exchange.caller(), request);
    }

    /// The same, but for pages of other sites.
    void unlimitedOwnPage(HttpServerExchange exchange, AccessRequest request) {
        requestAuthorizer.requireOwnPage(request);
        unlimited(exchange, request);
    }

    /// The managers of all features.
    void featureManagers(HttpServerExchange exchange, AccessRequest request) {
        identifiedOwnPage(exchange, request);
        requestAuthorizer.requireMayManageFeatures(exchange.caller(), request);
    }

    /// The same for `POST`, and otherwise as [#unlimitedOwnPage].
    void unlimitedOrFeatureManagers(HttpServerExchange exchange, AccessRequest request) {
        unlimitedOwnPage(exchange, request);
        if (exchange.request().isPost()) {
            requestAuthorizer.requireMayManageFeatures(exchange.caller(), request);
        }
    }

    /// What the caller may read of features.
    FeatureAccess featureAccess(HttpServerExchange exchange) {
        return requestAuthorizer.featureAccess(
                exchange.caller(), exchange.request().accessRequest());
    }

    /// Verifies a token on another thread, after which its request must be authorized again.
    ///
    /// @throws dev.berth.core.ProblemException `queue-full` if too many wait for that
    void verify(TokenVerificationRequired token, Runnable proceed) {
        requestAuthorizer.verify(token, proceed);
    }

    private Caller known(HttpServerExchange exchange, AccessRequest request) {
        Caller caller = requestAuthorizer.identify(request);
        exchange.of(caller, QuotaPermit.NONE);
        return caller;
    }

    /// Charges the request to its caller's quota, and reports the quota to the caller.
    private void charge(
            HttpServerExchange exchange, Caller caller, String model, AccessRequest request) {
        QuotaPermit allowance = requestAuthorizer.allowance(caller);
        if (!allowance.isBounded()) {
            return;
        }
        exchange.of(caller, allowance);
        try {
            allowance.enter(request);
            allowance.enterModel(model, request);
        } finally {
            exchange.header(Headers.RATE_LIMIT_POLICY, allowance.policy());
            exchange.header(Headers.RATE_LIMIT, allowance.limit());
        }
    }
}
