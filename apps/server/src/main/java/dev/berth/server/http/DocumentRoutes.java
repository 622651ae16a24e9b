package dev.berth.server.http;

import dev.berth.core.system.OpenRoute;
import dev.berth.server.telemetry.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;

/// The routes of what programs read of the server: its OpenAPI document and its metrics.
final class DocumentRoutes {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Metrics metrics;
    private final OpenApi openApi;

    DocumentRoutes(Vertx vertx, Metrics metrics, OpenApi openApi) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.openApi = openApi;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/openapi.json",
                        RouteAuthorizer.unlessOpen(OpenRoute.OPENAPI),
                        this::answerOpenApi),
                Route.get(
                        "/metrics",
                        RouteAuthorizer.unlessOpen(OpenRoute.METRICS),
                        this::answerMetrics));
    }

    private void answerOpenApi(HttpServerExchange exchange, ByteBuffer body) {
        exchange.answer(HttpServerExchange.JSON, openApi.current());
    }

    private void answerMetrics(HttpServerExchange exchange, ByteBuffer body) {
        // Collecting reads every meter; not on the event loop.
        vertx.executeBlocking(metrics::scrape, false)
                .onSuccess(text -> exchange.answer(METRICS_TYPE, Buffer.buffer(text)))
                .onFailure(exchange::fail);
    }
}
