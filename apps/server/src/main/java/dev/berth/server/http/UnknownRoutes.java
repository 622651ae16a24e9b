package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import java.nio.ByteBuffer;
import java.util.List;

/// The routes of paths at which there is nothing, and of what a protocol has and Berth has not.
final class UnknownRoutes {
    private UnknownRoutes() {}

    /// All paths that no other route takes.
    static List<Route> routes() {
        Route everywhere =
                Route.of(
                        "/**",
                        Route.Methods.ANY,
                        RouteAuthorizer::everyone,
                        UnknownRoutes::answerNotFound);
        Route v2 =
                Route.of(
                                "/v2/**",
                                Route.Methods.ANY,
                                RouteAuthorizer::everyone,
                                UnknownRoutes::answerNotFound)
                        .withV2Errors();
        return List.of(everywhere, v2);
    }

    private static void answerNotFound(HttpServerExchange exchange, ByteBuffer body) {
        exchange.fail(
                Problem.of(
                        ProblemCode.ROUTE_NOT_FOUND,
                        "nothing at "
                                + SanitizedText.of(SanitizedText.masked(exchange.request().path())),
                        "see /docs for what there is; predictions are POST"
                                + " /v1/models/{model}:predict"));
    }

    /// A route that a protocol has, and that only says that it is not offered.
    static Route notOffered(String path, String what) {
        return Route.of(
                path,
                Route.Methods.UNREAD,
                RouteAuthorizer::identified,
                (exchange, body) -> {
                    throw Problem.of(
                                    ProblemCode.UNIMPLEMENTED,
                                    what + " is not offered here",
                                    "see the extensions that GET /v2 lists")
                            .asException();
                });
    }
}
