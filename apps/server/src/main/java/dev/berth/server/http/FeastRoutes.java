package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.protocol.feature.FeastMaterialize;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.server.feature.EventPush;
import dev.berth.server.feature.FeastRows;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.MaterializationStatusWriter;
import dev.berth.server.feature.StoreWait;
import dev.berth.server.feature.ViewNames;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes of Feast's Python feature server, but for the read: `GET /health`, `POST /push`,
/// `POST /write-to-online-store`, `POST /materialize`, `POST /materialize-incremental`, and those
/// that Berth has not.
final class FeastRoutes {
    private static final int ACCEPTED = 202;

    private static final String READ = "read features with POST /get-online-features";
    private static final String VECTORS =
            "keep vectors in a store for them; " + READ.replace("read", "read other");

    private static final List<Missing> MISSING =
            List.of(
                    new Missing(
                            "the search of documents",
                            VECTORS,
                            List.of("/search", "/retrieve-online-documents")),
                    new Missing("reading documents", VECTORS, List.of("/read-document")),
                    new Missing("saving documents", VECTORS, List.of("/save-document")),
                    new Missing("the chat", READ, List.of("/chat", "/ws")),
                    new Missing(
                            "its static files",
                            "see /docs for this server's pages",
                            List.of("/static")),
                    new Missing("its MCP server", READ, List.of("/mcp")),
                    new Missing(
                            "the registry",
                            "see GET /v1/features for what there is",
                            List.of("/registry")),
                    new Missing("the API of vector stores", VECTORS, List.of("/v1/vector_stores")));

    private final HttpServerHandler handler;
    private final FeatureReading reading;
    private final MaterializeWaits waits;

    FeastRoutes(HttpServerHandler handler, FeatureReading reading) {
        this.handler = handler;
        this.reading = reading;
        this.waits = new MaterializeWaits(handler);
    }

    /// Source: Feast 0.6x, `feature_server.py`, and what earlier and sibling servers had at these
    /// paths.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/health", RouteAuthorizer::everyone, this::health));
        routes.add(writing("/push", FeastRows.Form.PUSH));
        routes.add(writing("/write-to-online-store", FeastRows.Form.WRITE));
        routes.add(materializing("/materialize", FeastMaterialize.Form.RANGE));
        routes.add(materializing("/materialize-incremental", FeastMaterialize.Form.INCREMENTAL));
        MISSING.forEach(missing -> routes.addAll(missing.routes()));
        return routes;
    }

    private Route writing(String path, FeastRows.Form form) {
        return Route.post(
                        path,
                        RouteAuthorizer::featureManagers,
                        (exchange, body) -> write(exchange, form, body))
                .with(Purpose.FEATURES);
    }

    /// Its time is that of a materialization, which is counted as such: no request for features.
    private Route materializing(String path, FeastMaterialize.Form form) {
        return Route.post(
                path,
                RouteAuthorizer::featureManagers,
                (exchange, body) -> materialize(exchange, form, body));
    }

    /// Features of Feast's server that Berth lacks.
    ///
    /// @param instead what to do, as a remedy
    /// @param paths where it is, with whatever follows
    private record Missing(String what, String instead, List<String> paths) {
        List<Route> routes() {
            return paths.stream()
                    .map(
                            path ->
                                    Route.of(
                                            path + "/**",
                                            Route.Methods.UNREAD,
                                            RouteAuthorizer::identified,
                                            this::refuse))
                    .toList();
        }

        private void refuse(HttpServerExchange exchange, ByteBuffer body) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    what + " of Feast's feature server is not offered here",
                    instead);
        }
    }

    private void health(HttpServerExchange exchange, ByteBuffer body) {
        if (handler.isRetiring()) {
            throw StoreWait.STOPPING.asException();
        }
        exchange.answerEmpty(200);
    }

    private void requireNotStopping() {
        if (handler.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
    }

    private void write(HttpServerExchange exchange, FeastRows.Form form, ByteBuffer body) {
        requireNotStopping();
        reading.push(
                new FeastRows(form, reading.reads().definitions(), body),
                EventPush::json,
                answer -> exchange.answer(HttpServerExchange.JSON, answer),
                exchange::fail);
    }

    private void materialize(
            HttpServerExchange exchange, FeastMaterialize.Form form, ByteBuffer body) {
        requireNotStopping();
        boolean isAsync = isAsync(exchange.request().parameter("async"));
        FeatureStoreMaintenance upkeep = reading.upkeep();
        FeastMaterialize wanted =
                FeastMaterialize.read(
                        form, body.array(), body.arrayOffset() + body.position(), body.remaining());
        FeatureDefinitions now = reading.reads().definitions();
        // Of no views all would be materialized.
        Optional<List<ViewReference>> views =
                wanted.views()
                        .map(
                                names ->
                                        names.stream()
                                                .map(name -> ViewNames.stored(name, now))
                                                .map(FeatureView::reference)
                                                .toList());
        if (views.isPresent() && views.get().isEmpty()) {
            exchange.answer(HttpServerExchange.JSON, MaterializationStatusWriter.json(List.of()));
            return;
        }
        var begin =
                new MaterializeWaits.Begin(
                        some ->
                                upkeep.materialize(
                                        some,
                                        MaterializationScope.ADDED,
                                        Optional.of(wanted.until())),
                        upkeep::runs,
                        wanted.until(),
                        run -> whole(run, now));
        if (isAsync) {
            begin(exchange, begin, views.orElse(List.of()));
        } else {
            waits.begin(exchange, begin, views.orElse(List.of()));
        }
    }

    private static Instant whole(MaterializationStatus run, FeatureDefinitions definitions) {
        return definitions
                .findView(run.view())
                .flatMap(
                        view ->
                                run.begunAt()
                                        .map(at -> Freshness.historyUntil(view, definitions, at)))
                .orElse(Instant.MIN);
    }

    private static void begin(
            HttpServerExchange exchange, MaterializeWaits.Begin begin, List<ViewReference> views) {
        var sink = new ByteSink(256);
        JsonWriter json = new JsonWriter(sink).beginObject().name("status").string("accepted");
        json.name("feature_views").beginArray();
        begin.begin().apply(views).forEach(run -> json.string(run.view().name().value()));
        json.endArray().endObject();
        exchange.answer(ACCEPTED, HttpServerExchange.JSON, HttpServerExchange.buffer(sink));
    }

    private static boolean isAsync(@Nullable String value) {
        if (value == null) {
            return false;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default ->
                    throw new ProblemException(
                            ProblemCode.PARAMETER_INVALID,
                            "'async' is '"
                                    + SanitizedText.of(value)
                                    + "' (expected: true or false)",
                            "correct it, or leave it out");
        };
    }
}
