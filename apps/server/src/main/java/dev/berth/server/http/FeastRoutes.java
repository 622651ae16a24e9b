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
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes of Feast's Python feature server, but for the read: `GET /health`, `POST /push`,
/// `POST /write-to-online-store`, `POST /materialize`, `POST /materialize-incremental`, and those
/// that Berth has not.
final class FeastRoutes {
    private static final int ACCEPTED = 202;

    private final HttpServerHandler front;
    private final FeatureReading reading;
    private final MaterializeWaits waits;

    FeastRoutes(HttpServerHandler front, FeatureReading reading) {
        this.front = front;
        this.reading = reading;
        this.waits = new MaterializeWaits(front);
    }

    void answer(HttpServerExchange exchange, Route.Feast route, ByteBuffer body) {
        switch (route) {
            case Route.FeastHealth health -> health(exchange);
            case Route.FeastPush push -> write(exchange, FeastRows.Form.PUSH, body);
            case Route.FeastWrite write -> write(exchange, FeastRows.Form.WRITE, body);
            case Route.FeastMaterialize(FeastMaterialize.Form form) ->
                    materialize(exchange, form, body);
            case Route.FeastNotOffered(String what, String instead) ->
                    throw new ProblemException(
                            ProblemCode.UNIMPLEMENTED,
                            what + " of Feast's feature server is not offered here",
                            instead);
        }
    }

    private void health(HttpServerExchange exchange) {
        if (front.isRetiring()) {
            throw StoreWait.STOPPING.asException();
        }
        exchange.answerEmpty(200);
    }

    private void requireNotStopping() {
        if (front.isDraining()) {
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
