package dev.berth.server.http;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.RouteRequest;
import dev.berth.contribution.RouteResponse;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.openapi.OpenApiOperation;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The routes that capabilities bring, answered on worker threads. Lives on one event loop.
final class ContributedRoutes {
    /// Requests that a worker has or that wait for one, of one event loop. More than a server
    /// answers in a second where each takes some ten milliseconds.
    private static final int UNDER_WAY_MAX = 128;

    /// The policy of a page that names none.
    private static final String NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'";

    private static final Problem TOO_MANY =
            Problem.of(
                    ProblemCode.QUEUE_FULL,
                    UNDER_WAY_MAX + " requests of this kind wait already",
                    "send it again later");

    private final HttpServerHandler handler;
    private int inFlight;

    ContributedRoutes(HttpServerHandler handler) {
        this.handler = handler;
    }

    /// One route for each path.
    ///
    /// @throws IllegalArgumentException if two take the same method of a path
    List<Route> of(List<HttpRoute> contributed) {
        Map<String, Methods> byPath = new LinkedHashMap<>();
        for (HttpRoute each : contributed) {
            byPath.merge(each.path(), Methods.of(each), Methods::and);
        }
        return byPath.values().stream().map(this::route).toList();
    }

    /// The routes of one path, by method.
    private record Methods(List<HttpRoute> routes) {
        static Methods of(HttpRoute route) {
            return new Methods(List.of(route));
        }

        Methods and(Methods other) {
            HttpRoute added = other.routes.getFirst();
            String method = added.operation().method();
            if (routes.stream().anyMatch(each -> each.operation().method().equals(method))) {
                throw new IllegalArgumentException("two routes for " + added.path());
            }
            List<HttpRoute> all = new ArrayList<>(routes);
            all.add(added);
            return new Methods(List.copyOf(all));
        }

        HttpRoute of(HttpServerExchange exchange) {
            String method = exchange.request().method();
            for (HttpRoute route : routes) {
                if (route.takes(method)) {
                    return route;
                }
            }
            // Another method is refused once the caller is known.
            return routes.getFirst();
        }

        Route.Methods allowed() {
            boolean gets = takes("GET");
            boolean deletes = takes("DELETE");
            if (takes("POST")) {
                return deletes
                        ? Route.Methods.ALL
                        : gets ? Route.Methods.GET_AND_POST : Route.Methods.POST;
            }
            return gets
                    ? deletes ? Route.Methods.GET_AND_DELETE : Route.Methods.GET
                    : Route.Methods.DELETE;
        }

        private boolean takes(String method) {
            return routes.stream().anyMatch(route -> route.takes(method));
        }
    }

    private Route route(Methods methods) {
        return Route.of(
                        methods.routes().getFirst().path(),
                        methods.allowed(),
                        (authorizer, exchange, accessRequest) ->
                                authorizer.admit(
                                        methods.of(exchange).access(), exchange, accessRequest),
                        (exchange, body) -> answer(exchange, methods.of(exchange), body))
                .with(
                        methods.routes().stream()
                                .map(HttpRoute::operation)
                                .toArray(OpenApiOperation[]::new));
    }

    private void answer(HttpServerExchange exchange, HttpRoute route, ByteBuffer body) {
        if (inFlight == UNDER_WAY_MAX) {
            throw TOO_MANY.asException();
        }
        RouteRequest request = request(exchange, route, body);
        inFlight++;
        handler.vertx()
                .executeBlocking(() -> route.handler().answer(request), false)
                .onComplete(done -> inFlight--)
                .onSuccess(answer -> send(exchange, answer))
                .onFailure(exchange::fail);
    }

    private RouteRequest request(HttpServerExchange exchange, HttpRoute route, ByteBuffer body) {
        Map<String, String> parameters = new HashMap<>();
        new QueryStringDecoder(exchange.request().target())
                .parameters()
                .forEach((name, values) -> parameters.put(name, values.getFirst()));
        Map<String, String> variables = new HashMap<>();
        List<String> names = exchange.route().template().variables();
        names.forEach(name -> variables.put(name, exchange.match().value(name)));
        Map<String, String> headers = new HashMap<>();
        for (String name : route.operation().headers()) {
            String value = exchange.request().header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new RouteRequest(
                variables,
                parameters,
                headers,
                body,
                exchange.caller().name(),
                exchange.requestId(),
                records -> takeRecords(exchange, records));
    }

    /// Charges records to the caller's quota, which lives on the event loop, from a worker.
    private void takeRecords(HttpServerExchange exchange, int records) {
        var charged = new CompletableFuture<Void>();
        handler.loop()
                .later(
                        () -> {
                            try {
                                exchange.countRecords(records);
                                charged.complete(null);
                            } catch (RuntimeException | Error e) {
                                charged.completeExceptionally(e);
                            }
                        });
        try {
            charged.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    private static void send(HttpServerExchange exchange, RouteResponse answer) {
        try {
            secure(exchange, answer);
            answer.headers().forEach(exchange::header);
            if (answer.stream().isPresent()) {
                exchange.stream(answer.status(), answer.contentType(), answer.stream().get());
                return;
            }
            exchange.answer(
                    answer.status(),
                    answer.contentType(),
                    BufferInternal.buffer(Unpooled.wrappedBuffer(answer.body().duplicate())));
        } catch (RuntimeException e) {
            // Such as a content type that is no header.
            exchange.fail(e);
        }
    }

    /// What is no page is not taken for one, and a page does no more than its policy says.
    private static void secure(HttpServerExchange exchange, RouteResponse answer) {
        exchange.header("x-content-type-options", "nosniff");
        if (answer.contentType().startsWith("text/html")) {
            exchange.header(
                    "content-security-policy",
                    answer.policy().orElse(NOTHING) + "; frame-ancestors 'none'");
        }
    }
}
