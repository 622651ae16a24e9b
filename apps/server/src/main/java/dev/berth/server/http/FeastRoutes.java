package dev.berth.server.http;

import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.materialise.Extent;
import dev.berth.features.materialise.MaterialisationRun;
import dev.berth.features.upkeep.Freshness;
import dev.berth.features.upkeep.Upkeep;
import dev.berth.protocol.feature.FeastMaterialize;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.server.feature.EventPush;
import dev.berth.server.feature.FeastRows;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.RunsAnswer;
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

    private final HttpFront front;
    private final FeatureReading reading;
    private final MaterializeWaits waits;

    FeastRoutes(HttpFront front, FeatureReading reading) {
        this.front = front;
        this.reading = reading;
        this.waits = new MaterializeWaits(front);
    }

    void answer(Exchange exchange, Route.Feast route, ByteBuffer body) {
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

    private void health(Exchange exchange) {
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

    private void write(Exchange exchange, FeastRows.Form form, ByteBuffer body) {
        requireNotStopping();
        reading.push(
                new FeastRows(form, reading.reads().definitions(), body),
                EventPush::json,
                answer -> exchange.answer(Exchange.JSON, answer),
                exchange::fail);
    }

    private void materialize(Exchange exchange, FeastMaterialize.Form form, ByteBuffer body) {
        requireNotStopping();
        boolean isAsync = isAsync(exchange.request().parameter("async"));
        Upkeep upkeep = reading.upkeep();
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
            exchange.answer(Exchange.JSON, RunsAnswer.json(List.of()));
            return;
        }
        var begin =
                new MaterializeWaits.Begin(
                        some -> upkeep.materialise(some, Extent.ADDED, Optional.of(wanted.until())),
                        upkeep::runs,
                        wanted.until(),
                        run -> whole(run, now));
        if (isAsync) {
            begin(exchange, begin, views.orElse(List.of()));
        } else {
            waits.begin(exchange, begin, views.orElse(List.of()));
        }
    }

    private static Instant whole(MaterialisationRun run, FeatureDefinitions definitions) {
        return definitions
                .findView(run.view())
                .flatMap(
                        view ->
                                run.begunAt()
                                        .map(at -> Freshness.historyUntil(view, definitions, at)))
                .orElse(Instant.MIN);
    }

    private static void begin(
            Exchange exchange, MaterializeWaits.Begin begin, List<ViewReference> views) {
        var sink = new ByteSink(256);
        JsonWriter json = new JsonWriter(sink).beginObject().name("status").string("accepted");
        json.name("feature_views").beginArray();
        begin.begin().apply(views).forEach(run -> json.string(run.view().name().value()));
        json.endArray().endObject();
        exchange.answer(ACCEPTED, Exchange.JSON, Exchange.buffer(sink));
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
                            "'async' is '" + Excerpt.of(value) + "' (expected: true or false)",
                            "correct it, or leave it out");
        };
    }
}
