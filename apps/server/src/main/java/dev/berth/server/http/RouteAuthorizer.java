package dev.berth.server.http;

import dev.berth.core.system.OpenRoute;
import dev.berth.server.auth.AccessRequest;
import dev.berth.server.auth.Caller;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.auth.Headers;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.auth.RequestAuthorizer;
import dev.berth.server.auth.TokenVerificationRequired;

/// Says for each route what its callers must show. Lives on one event loop.
///
/// Open to everybody are health and readiness of the server, which orchestrators ask, and pages
/// that say nothing of the system.
final class RouteAuthorizer {
    private final RequestAuthorizer gate;

    RouteAuthorizer(RequestAuthorizer gate) {
        this.gate = gate;
    }

    /// @throws dev.berth.core.ProblemException `unauthenticated`, `token-issuer-unavailable`,
    ///   `forbidden` or `quota-exceeded`
    /// @throws dev.berth.server.auth.TokenVerificationRequired if a token has to be verified first
    void admit(HttpServerExchange exchange) {
        AccessRequest knock = exchange.request().knock();
        gate.requireKnownHost(knock);
        switch (exchange.route()) {
            case Route.Live live -> {}
            case Route.Ready ready -> {}
            case Route.Home home -> {}
            case Route.Asset asset -> {}
            case Route.NotFound notFound -> {}
            case Route.Metrics metrics -> admitUnlessOpen(exchange, knock, OpenRoute.METRICS);
            case Route.OpenApi openApi -> admitUnlessOpen(exchange, knock, OpenRoute.OPENAPI);
            case Route.ServerMetadata metadata -> identify(exchange, knock);
            case Route.RepositoryIndex index -> {
                gate.requireOwnPage(knock);
                identify(exchange, knock);
            }
            case Route.SharedMemoryStatus status -> identify(exchange, knock);
            case Route.SharedMemoryUnregister unregister -> identify(exchange, knock);
            case Route.ModelNames names -> identify(exchange, knock);
            case Route.LogSettings settings -> identify(exchange, knock);
            case Route.TraceSettings all when all.model().isEmpty() -> identify(exchange, knock);
            case Route.TraceSettings model -> admitTo(exchange, knock, model.model());
            case Route.NotOffered notOffered -> identify(exchange, knock);
            case Route.V1Models models -> identify(exchange, knock);
            case Route.V1Features features -> identify(exchange, knock);
            case Route.V1FeatureStatistics statistics -> identify(exchange, knock);
            // It names views, models and endpoints besides the one that is asked for.
            case Route.V1FeatureLineage lineage -> {
                identify(exchange, knock);
                gate.requireMayReadAll(exchange.caller(), knock);
            }
            case Route.FeatureRead read -> {
                gate.requireOwnPage(knock);
                identify(exchange, knock);
            }
            case Route.V1Push push -> {
                gate.requireOwnPage(knock);
                identify(exchange, knock);
                gate.requireMayReadAll(exchange.caller(), knock);
            }
            case Route.V1Materialize materialize -> {
                gate.requireOwnPage(knock);
                identify(exchange, knock);
                gate.requireMayReadAll(exchange.caller(), knock);
                if (exchange.request().isPost()) {
                    gate.requireMayManageFeatures(exchange.caller(), knock);
                }
            }
            case Route.FeastHealth health -> {}
            case Route.FeastNotOffered notOffered -> identify(exchange, knock);
            case Route.FeastWriting writing -> {
                gate.requireOwnPage(knock);
                identify(exchange, knock);
                gate.requireMayManageFeatures(exchange.caller(), knock);
            }
            case Route.V1Endpoints endpoints -> identify(exchange, knock);
            case Route.ModelMetadata model -> admitTo(exchange, knock, model.model());
            case Route.ModelReady model -> admitTo(exchange, knock, model.model());
            case Route.ModelConfig model -> admitTo(exchange, knock, model.model());
            case Route.V1Model model -> admitTo(exchange, knock, model.model());
            case Route.Statistics all when all.model().isEmpty() -> identify(exchange, knock);
            case Route.Statistics model -> admitTo(exchange, knock, model.model());
            case Route.Infer infer -> admitToPost(exchange, knock, infer.model());
            case Route.Predict predict -> admitToPost(exchange, knock, predict.model());
            case Route.V1Endpoint one -> admitTo(exchange, knock, one.endpoint());
            case Route.PredictEndpoint predict -> admitToPost(exchange, knock, predict.endpoint());
            case Route.V1Traffic traffic -> {
                if (exchange.request().isPost()) {
                    admitToManage(exchange, knock, traffic.endpoint());
                } else {
                    admitTo(exchange, knock, traffic.endpoint());
                }
            }
            case Route.V1RollBack back -> admitToManage(exchange, knock, back.endpoint());
            case Route.Load load -> admitToManage(exchange, knock, load.model());
            case Route.Unload unload -> admitToManage(exchange, knock, unload.model());
        }
    }

    /// What the caller may read of features.
    FeatureAccess featureAccess(HttpServerExchange exchange) {
        return gate.featureAccess(exchange.caller(), exchange.request().knock());
    }

    /// Has a token verified, upon which the request that showed it is to be admitted anew.
    ///
    /// @throws dev.berth.core.ProblemException `queue-full` if too many wait for that
    void verify(TokenVerificationRequired token, Runnable goOn) {
        gate.verify(token, goOn);
    }

    private void identify(HttpServerExchange exchange, AccessRequest knock) {
        charge(exchange, known(exchange, knock), "", knock);
    }

    private Caller known(HttpServerExchange exchange, AccessRequest knock) {
        Caller caller = gate.identify(knock);
        exchange.of(caller, QuotaPermit.NONE);
        return caller;
    }

    private void admitUnlessOpen(
            HttpServerExchange exchange, AccessRequest knock, OpenRoute route) {
        if (!gate.isOpen(route)) {
            identify(exchange, knock);
        }
    }

    private void admitTo(HttpServerExchange exchange, AccessRequest knock, String model) {
        Caller caller = known(exchange, knock);
        gate.requireMayCall(caller, model, knock);
        charge(exchange, caller, model, knock);
    }

    private void admitToPost(HttpServerExchange exchange, AccessRequest knock, String model) {
        gate.requireOwnPage(knock);
        admitTo(exchange, knock, model);
    }

    private void admitToManage(HttpServerExchange exchange, AccessRequest knock, String model) {
        Caller caller = known(exchange, knock);
        gate.requireMayManage(caller, model, knock);
        charge(exchange, caller, model, knock);
    }

    /// Counts the request against its caller's quota, and tells the caller of that.
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
