package dev.berth.server.http;

import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.openapi.FeatureSchemas;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.feature.EventPush;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.FeatureStatisticsRequest;
import dev.berth.server.feature.SelectedFeatures;
import dev.berth.server.feature.StoreWait;
import dev.berth.server.inference.OffloadPolicy;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The routes by which features are read, listed and fed: Feast's `POST /get-online-features`,
/// `POST /v1/features:read`, `GET /v1/features`, `GET /v1/features/{view}/statistics`, `GET
/// /v1/features/{view}/lineage` and `POST /v1/features/{source}:push`.
final class FeatureRoutes {
    static final String TAG = "Features";

    private final HttpServerHandler handler;
    private final FeatureReading reading;

    FeatureRoutes(HttpServerHandler handler, FeatureReading reading) {
        this.handler = handler;
        this.reading = reading;
    }

    List<Route> routes() {
        Route.Access readers = RouteAuthorizer::identifiedOwnPage;
        return List.of(
                Route.post(
                                "/get-online-features",
                                readers,
                                (exchange, body) -> read(exchange, ReadForm.FEAST, body))
                        .with(Purpose.FEATURES),
                Route.post(
                                "/v1/features:read",
                                readers,
                                (exchange, body) -> read(exchange, ReadForm.ROWS, body))
                        .with(Purpose.FEATURES)
                        .with(
                                OpenApiOperation.post(
                                                "features.read",
                                                TAG,
                                                "What features are worth now, or as of an instant")
                                        .takes(FeatureSchemas.REQUEST)
                                        .answers(FeatureSchemas.ANSWER, "A row for each entity")
                                        .problems("400", "403", "404", "422", "429", "503", "504")),
                Route.get("/v1/features", RouteAuthorizer::identified, this::list)
                        .with(
                                OpenApiOperation.get(
                                                "features.list",
                                                TAG,
                                                "The features that can be read")
                                        .answers(
                                                FeatureSchemas.LIST,
                                                "Entities, and views with their features")
                                        .problems("403", "404")),
                Route.get(
                                "/v1/features/{view}/statistics",
                                RouteAuthorizer::identified,
                                this::statistics)
                        .with(
                                OpenApiOperation.get(
                                                "features.statistics",
                                                TAG,
                                                "What the values of a view were like")
                                        .query("until")
                                        .answers(
                                                FeatureSchemas.STATISTICS,
                                                "As of which instants there are statistics, and"
                                                        + " one of them")
                                        .problems("400", "403", "404", "429", "503", "504")),
                // It names views, models and endpoints besides the requested one.
                Route.get("/v1/features/{view}/lineage", RouteAuthorizer::unlimited, this::lineage)
                        .with(
                                OpenApiOperation.get(
                                                "features.lineage",
                                                TAG,
                                                "What a view depends on, and what depends on it")
                                        .answers(
                                                FeatureSchemas.LINEAGE,
                                                "Sources, views, services, models and endpoints")
                                        .problems("400", "403", "404", "429")),
                Route.post(
                                "/v1/features/{source}:push",
                                RouteAuthorizer::unlimitedOwnPage,
                                this::push)
                        .with(Purpose.FEATURES)
                        .with(
                                OpenApiOperation.post(
                                                "features.push",
                                                TAG,
                                                "Brings events of a source into what is known of"
                                                        + " entities")
                                        .takes(FeatureSchemas.EVENTS)
                                        .answers(
                                                FeatureSchemas.PUSHED,
                                                "What became of the events, which are kept for"
                                                        + " good")
                                        .problems("400", "404", "429", "503")));
    }

    private void list(HttpServerExchange exchange, ByteBuffer body) {
        FeatureAccess access = handler.admission().featureAccess(exchange);
        access.requireMayList();
        // Apart from reads: those may all wait for a store that does not answer.
        handler.vertx()
                .executeBlocking(() -> reading.list(access), false)
                .onSuccess(answer -> exchange.answer(HttpServerExchange.JSON, answer))
                .onFailure(exchange::fail);
    }

    private void lineage(HttpServerExchange exchange, ByteBuffer body) {
        String view = exchange.match().value("view");
        // As the list: it needs no store, and is worked out of all that is described.
        handler.vertx()
                .executeBlocking(() -> reading.lineage(view), false)
                .onSuccess(answer -> exchange.answer(HttpServerExchange.JSON, answer))
                .onFailure(exchange::fail);
    }

    private void statistics(HttpServerExchange exchange, ByteBuffer body) {
        Optional<String> until = Optional.ofNullable(exchange.request().parameter("until"));
        var waiting = new Waiting(exchange);
        reading.statistics(
                new FeatureStatisticsRequest(exchange.match().value("view"), until),
                handler.admission().featureAccess(exchange),
                waiting::answer,
                waiting::fail);
        waiting.begin();
    }

    private void read(HttpServerExchange exchange, ReadForm form, ByteBuffer body) {
        if (handler.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
        if (OffloadPolicy.isLongToRead(body.remaining(), body.remaining())) {
            handler.loop()
                    .executeOnWorker(
                            () -> form.read(body),
                            request -> readLater(exchange, form, request),
                            exchange::fail);
        } else {
            read(exchange, form, form.read(body));
        }
    }

    /// Takes events; answers when they are kept for good.
    private void push(HttpServerExchange exchange, ByteBuffer body) {
        if (handler.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
        String type = exchange.request().header(HttpHeaders.CONTENT_TYPE);
        EventPush.Form form =
                type != null && type.toLowerCase(Locale.ROOT).contains("ndjson")
                        ? EventPush.Form.LINES
                        : EventPush.Form.OBJECT;
        reading.push(
                EventPush.of(exchange.match().value("source"), form, body),
                EventPush::json,
                answer -> exchange.answer(HttpServerExchange.JSON, answer),
                exchange::fail);
    }

    private void readLater(HttpServerExchange exchange, ReadForm form, FeatureRequest request) {
        if (exchange.isClosed()) {
            exchange.abandoned();
            return;
        }
        try {
            read(exchange, form, request);
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private void read(HttpServerExchange exchange, ReadForm form, FeatureRequest request) {
        SelectedFeatures wanted =
                reading.select(request, handler.admission().featureAccess(exchange));
        exchange.countRecords(request.rows());
        FeatureRequest named = form.naming().apply(request, wanted);
        var waiting = new Waiting(exchange);
        reading.read(
                named, wanted, form.writer().apply(named, wanted), waiting::answer, waiting::fail);
        waiting.begin();
    }

    /// An answer that may take a while, and its caller's deadline.
    private final class Waiting {
        private final HttpServerExchange exchange;
        private final OptionalLong deadlineNanos;
        private final StoreWait storeWait = new StoreWait(handler.vertx());

        Waiting(HttpServerExchange exchange) {
            this.exchange = exchange;
            this.deadlineNanos = Timeout.of(exchange.request(), Map.of()).deadlineNanos(exchange);
        }

        void begin() {
            storeWait.begin(deadlineNanos, this::fail);
        }

        void answer(ByteSink body) {
            if (storeWait.end()) {
                try {
                    exchange.answer(HttpServerExchange.JSON, body);
                } catch (RuntimeException | Error e) {
                    exchange.fail(e);
                }
            }
        }

        void fail(Throwable failure) {
            if (storeWait.end()) {
                exchange.fail(failure);
            }
        }
    }
}
