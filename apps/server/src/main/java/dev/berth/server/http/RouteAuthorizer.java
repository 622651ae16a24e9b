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
    private final RequestAuthorizer gate;

    RouteAuthorizer(RequestAuthorizer gate) {
        this.gate = gate;
    }

    /// Holds a request against the access rule of its route.
    ///
    /// @throws dev.berth.core.ProblemException `unauthenticated`, `token-issuer-unavailable`,
    ///   `forbidden` or `quota-exceeded`
    /// @throws dev.berth.server.auth.TokenVerificationRequired if a token has to be verified first
    void admit(HttpServerExchange exchange) {
        AccessRequest knock = exchange.request().knock();
        gate.requireKnownHost(knock);
        exchange.route().access().admit(this, exchange, knock);
    }

    /// The access rule of a capability's route.
    void admit(RouteAccess access, HttpServerExchange exchange, AccessRequest knock) {
        if (access != RouteAccess.ANYBODY && exchange.request().isPost()) {
            gate.requireOwnPage(knock);
        }
        switch (access) {
            case ANYBODY -> anybody(exchange, knock);
            case CONSUMERS -> identified(exchange, knock);
            case CALLERS -> callers(exchange, knock);
            case UNLIMITED -> unlimited(exchange, knock);
            case MANAGERS -> {
                identified(exchange, knock);
                gate.requireMayManageAll(exchange.caller(), knock);
            }
        }
    }

    /// Everybody.
    void anybody(HttpServerExchange exchange, AccessRequest knock) {}

    /// Everybody if `berth.yaml` says so, otherwise as [#identified].
    static Route.Access unlessOpen(OpenRoute open) {
        return (authorizer, exchange, knock) -> {
            if (!authorizer.gate.isOpen(open)) {
                authorizer.identified(exchange, knock);
            }
        };
    }

    /// A consumer, where consumers are declared.
    void identified(HttpServerExchange exchange, AccessRequest knock) {
        charge(exchange, known(exchange, knock), "", knock);
    }

    /// The same, but for pages of other sites.
    void identifiedOwnPage(HttpServerExchange exchange, AccessRequest knock) {
        gate.requireOwnPage(knock);
        identified(exchange, knock);
    }

    /// Callers of the model or endpoint that the path names first.
    void callers(HttpServerExchange exchange, AccessRequest knock) {
        String model = exchange.match().first();
        Caller caller = known(exchange, knock);
        gate.requireMayCall(caller, model, knock);
        charge(exchange, caller, model, knock);
    }

    /// The same, but for pages of other sites.
    void callersOwnPage(HttpServerExchange exchange, AccessRequest knock) {
        gate.requireOwnPage(knock);
        callers(exchange, knock);
    }

    /// Managers of the model or endpoint that the path names first.
    void managers(HttpServerExchange exchange, AccessRequest knock) {
        String model = exchange.match().first();
        Caller caller = known(exchange, knock);
        gate.requireMayManage(caller, model, knock);
        charge(exchange, caller, model, knock);
    }

    /// Managers of the endpoint that the path names for `POST`, and otherwise its callers.
    void callersOrManagers(HttpServerExchange exchange, AccessRequest knock) {
        if (exchange.request().isPost()) {
            managers(exchange, knock);
        } else {
            callers(exchange, knock);
        }
    }

    /// Consumers that are not limited to certain models, endpoints or features.
    void unlimited(HttpServerExchange exchange, AccessRequest knock) {
        identified(exchange, knock);
        gate.requireMayReadAll(exchange.caller(), knock);
    }

    /// The same, but for pages of other sites.
    void unlimitedOwnPage(HttpServerExchange exchange, AccessRequest knock) {
        gate.requireOwnPage(knock);
        unlimited(exchange, knock);
    }

    /// The managers of all features.
    void featureManagers(HttpServerExchange exchange, AccessRequest knock) {
        identifiedOwnPage(exchange, knock);
        gate.requireMayManageFeatures(exchange.caller(), knock);
    }

    /// The same for `POST`, and otherwise as [#unlimitedOwnPage].
    void unlimitedOrFeatureManagers(HttpServerExchange exchange, AccessRequest knock) {
        unlimitedOwnPage(exchange, knock);
        if (exchange.request().isPost()) {
            gate.requireMayManageFeatures(exchange.caller(), knock);
        }
    }

    /// What the caller may read of features.
    FeatureAccess featureAccess(HttpServerExchange exchange) {
        return gate.featureAccess(exchange.caller(), exchange.request().knock());
    }

    /// Has a token verified, after which its request must be authorized again.
    ///
    /// @throws dev.berth.core.ProblemException `queue-full` if too many wait for that
    void verify(TokenVerificationRequired token, Runnable proceed) {
        gate.verify(token, proceed);
    }

    private Caller known(HttpServerExchange exchange, AccessRequest knock) {
        Caller caller = gate.identify(knock);
        exchange.of(caller, QuotaPermit.NONE);
        return caller;
    }

    /// Charges the request to its caller's quota, and reports the quota to the caller.
    private void charge(
            HttpServerExchange exchange, Caller caller, String model, AccessRequest knock) {
        QuotaPermit allowance = gate.allowance(caller);
        if (!allowance.isBounded()) {
            return;
        }
        exchange.of(caller, allowance);
        try {
            allowance.enter(knock);
            allowance.enterModel(model, knock);
        } finally {
            exchange.header(Headers.RATE_LIMIT_POLICY, allowance.policy());
            exchange.header(Headers.RATE_LIMIT, allowance.limit());
        }
    }
}
