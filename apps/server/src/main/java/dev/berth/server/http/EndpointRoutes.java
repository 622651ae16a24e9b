package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The routes under `/v1/endpoints` without predictions.
final class EndpointRoutes {
    private final Endpoints endpoints;

    EndpointRoutes(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/endpoints", RouteAuthorizer::identified, this::list),
                Route.get("/v1/endpoints/{endpoint}", RouteAuthorizer::callers, this::one));
    }

    private void list(HttpServerExchange exchange, ByteBuffer body) {
        var sink = new ByteSink(256);
        var json = new JsonWriter(sink).beginObject().name("endpoints").beginArray();
        endpoints.statuses().forEach(status -> write(json, status));
        json.endArray().endObject();
        exchange.answer(HttpServerExchange.JSON, sink);
    }

    private void one(HttpServerExchange exchange, ByteBuffer body) {
        String name = exchange.match().value("endpoint");
        List<EndpointStatus> found =
                endpoints.statuses().stream().filter(status -> status.name().equals(name)).toList();
        if (found.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + SanitizedText.of(name) + "'",
                    "name one that GET /v1/endpoints lists");
        }
        var sink = new ByteSink(256);
        write(new JsonWriter(sink), found.getFirst());
        exchange.answer(HttpServerExchange.JSON, sink);
    }

    /// As it is written in the endpoint's file.
    private static Map<String, Object> plain(ServiceLevel level) {
        Map<String, Object> plain = new LinkedHashMap<>();
        level.availability().ifPresent(goal -> plain.put("availability", goal));
        level.latency()
                .ifPresent(
                        latency ->
                                plain.put(
                                        "latency",
                                        Map.of(
                                                "threshold",
                                                latency.within().toMillis() + "ms",
                                                "target-ratio",
                                                latency.share())));
        plain.put("window", level.window().toDays() + "d");
        return plain;
    }

    private static void write(JsonWriter json, EndpointStatus status) {
        json.beginObject().name("name").string(status.name());
        json.name("ready").bool(status.isReady());
        status.version().ifPresent(version -> json.name("version").string(version));
        if (!status.summary().isEmpty()) {
            json.name("summary").string(status.summary());
        }
        status.serviceLevel().ifPresent(level -> json.name("slo").plain(plain(level)));
        if (!status.errors().isEmpty()) {
            json.name("errors")
                    .plain(status.errors().stream().map(ValidationError::toString).toList());
        }
        json.endObject();
    }
}
