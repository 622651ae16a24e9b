package dev.berth.server.http;

import dev.berth.features.online.FeatureRows;
import dev.berth.protocol.feature.FeastRequestReader;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.feature.FeatureRequestReader;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.feature.EventPush;
import dev.berth.server.feature.FeastResponseWriter;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.FeatureRowsWriter;
import dev.berth.server.feature.FeatureStatisticsRequest;
import dev.berth.server.feature.SelectedFeatures;
import dev.berth.server.feature.StoreWait;
import dev.berth.server.inference.OffloadPolicy;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The routes by which features are read, listed and fed: Feast's `POST /get-online-features`,
/// `POST /v1/features:read`, `GET /v1/features`, `GET /v1/features/{view}/statistics`, `GET
/// /v1/features/{view}/lineage` and `POST /v1/features/{source}:push`.
final class FeatureRoutes {
    private final HttpServerHandler front;
    private final FeatureReading reading;

    FeatureRoutes(HttpServerHandler front, FeatureReading reading) {
        this.front = front;
        this.reading = reading;
    }

    void list(HttpServerExchange exchange) {
        FeatureAccess access = front.admission().featureAccess(exchange);
        access.requireMayList();
        // Apart from reads: those may all wait for a store that does not answer.
        front.vertx()
                .executeBlocking(() -> reading.list(access), false)
                .onSuccess(answer -> exchange.answer(HttpServerExchange.JSON, answer))
                .onFailure(exchange::fail);
    }

    void lineage(HttpServerExchange exchange, Route.V1FeatureLineage route) {
        // As the list: it needs no store, and is worked out of all that is described.
        front.vertx()
                .executeBlocking(() -> reading.lineage(route.view()), false)
                .onSuccess(answer -> exchange.answer(HttpServerExchange.JSON, answer))
                .onFailure(exchange::fail);
    }

    void statistics(HttpServerExchange exchange, Route.V1FeatureStatistics route) {
        Optional<String> until = Optional.ofNullable(exchange.request().parameter("until"));
        var waiting = new Waiting(exchange);
        reading.statistics(
                new FeatureStatisticsRequest(route.view(), until),
                front.admission().featureAccess(exchange),
                waiting::answer,
                waiting::fail);
        waiting.begin();
    }

    void read(HttpServerExchange exchange, Route.FeatureRead route, ByteBuffer body) {
        if (front.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
        if (OffloadPolicy.isLongToRead(body.remaining(), body.remaining())) {
            front.loop()
                    .elsewhere(
                            () -> ask(route, body),
                            ask -> readLater(exchange, route, ask),
                            exchange::fail);
        } else {
            read(exchange, route, ask(route, body));
        }
    }

    /// Takes events; answers when they are kept for good.
    void push(HttpServerExchange exchange, Route.V1Push route, ByteBuffer body) {
        if (front.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
        String type = exchange.request().header(HttpHeaders.CONTENT_TYPE);
        EventPush.Form form =
                type != null && type.toLowerCase(Locale.ROOT).contains("ndjson")
                        ? EventPush.Form.LINES
                        : EventPush.Form.OBJECT;
        reading.push(
                EventPush.of(route.source(), form, body),
                EventPush::json,
                answer -> exchange.answer(HttpServerExchange.JSON, answer),
                exchange::fail);
    }

    private static FeatureRequest ask(Route.FeatureRead route, ByteBuffer body) {
        byte[] bytes = body.array();
        int offset = body.arrayOffset() + body.position();
        return switch (route) {
            case Route.FeastRead feast -> FeastRequestReader.read(bytes, offset, body.remaining());
            case Route.V1ReadFeatures ours ->
                    FeatureRequestReader.read(bytes, offset, body.remaining());
        };
    }

    private void readLater(
            HttpServerExchange exchange, Route.FeatureRead route, FeatureRequest ask) {
        if (exchange.isGone()) {
            exchange.abandoned();
            return;
        }
        try {
            read(exchange, route, ask);
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private void read(HttpServerExchange exchange, Route.FeatureRead route, FeatureRequest ask) {
        SelectedFeatures wanted = reading.select(ask, front.admission().featureAccess(exchange));
        exchange.countRecords(ask.rows());
        FeatureRequest named =
                switch (route) {
                    case Route.FeastRead feast -> wanted.byJoinKeys(ask);
                    case Route.V1ReadFeatures ours -> ask;
                };
        var waiting = new Waiting(exchange);
        reading.read(named, wanted, writer(route, named, wanted), waiting::answer, waiting::fail);
        waiting.begin();
    }

    private static Function<FeatureRows, ByteSink> writer(
            Route.FeatureRead route, FeatureRequest ask, SelectedFeatures wanted) {
        return switch (route) {
            case Route.FeastRead feast -> new FeastResponseWriter(ask, wanted)::json;
            case Route.V1ReadFeatures ours -> new FeatureRowsWriter(ask, wanted)::json;
        };
    }

    /// An answer that may take a while, and its caller's deadline.
    private final class Waiting {
        private final HttpServerExchange exchange;
        private final OptionalLong deadlineNanos;
        private final StoreWait storeWait = new StoreWait(front.vertx());

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
