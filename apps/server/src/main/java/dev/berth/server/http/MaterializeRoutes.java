package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.protocol.json.JsonValueReader;
import dev.berth.protocol.openapi.FeatureSchemas;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.MaterializationStatusWriter;
import dev.berth.server.feature.StoreWait;
import dev.berth.server.feature.ViewNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The routes by which views are materialized in the background, and by which it is seen how that
/// goes: `/v1/features:materialize` and `/v1/features/{view}:materialize`.
final class MaterializeRoutes {
    private static final Set<String> MEMBERS = Set.of("views", "full");

    private static final String RUNS = "How far each is";

    private final HttpServerHandler handler;
    private final FeatureReading reading;

    MaterializeRoutes(HttpServerHandler handler, FeatureReading reading) {
        this.handler = handler;
        this.reading = reading;
    }

    /// Of one view, and of all or those that the body names.
    List<Route> routes() {
        return List.of(
                route("/v1/features:materialize", "features.materialize"),
                route("/v1/features/{view}:materialize", "features.materializeView"));
    }

    private Route route(String path, String id) {
        return Route.of(
                        path,
                        Route.Methods.GET_AND_POST,
                        RouteAuthorizer::unlimitedOrFeatureManagers,
                        this::answer)
                .with(
                        OpenApiOperation.get(
                                        id + ".state",
                                        FeatureRoutes.TAG,
                                        "How the last materialization of each view goes")
                                .answers(FeatureSchemas.RUNS, RUNS)
                                .problems("403", "404"),
                        OpenApiOperation.post(
                                        id,
                                        FeatureRoutes.TAG,
                                        "Begins to bring history into what is known of entities")
                                .mayTake(FeatureSchemas.MATERIALIZE)
                                .answers(FeatureSchemas.RUNS, RUNS)
                                .problems("400", "403", "404", "503"));
    }

    private void answer(HttpServerExchange exchange, ByteBuffer body) {
        String view = exchange.match().value("view");
        FeatureStoreMaintenance upkeep = reading.upkeep();
        List<MaterializationStatus> runs =
                exchange.request().isPost() ? begin(upkeep, view, body) : seen(upkeep, view);
        exchange.answer(HttpServerExchange.JSON, MaterializationStatusWriter.json(runs));
    }

    private List<MaterializationStatus> begin(
            FeatureStoreMaintenance upkeep, String view, ByteBuffer body) {
        if (handler.isDraining()) {
            throw StoreWait.STOPPING.asException();
        }
        Map<?, ?> wanted = object(body);
        List<String> names = view.isEmpty() ? views(wanted.get("views")) : List.of(view);
        MaterializationScope extent =
                isFull(wanted.get("full")) ? MaterializationScope.FULL : MaterializationScope.ADDED;
        return upkeep.materialize(
                names.stream().map(this::reference).toList(), extent, Optional.empty());
    }

    private List<MaterializationStatus> seen(FeatureStoreMaintenance upkeep, String view) {
        Optional<ViewReference> only =
                view.isEmpty() ? Optional.empty() : Optional.of(reference(view));
        return upkeep.runs().stream()
                .filter(run -> only.isEmpty() || only.get().equals(run.view()))
                .toList();
    }

    private ViewReference reference(String name) {
        return ViewNames.stored(name, reading.reads().definitions()).reference();
    }

    private static Map<?, ?> object(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return Map.of();
        }
        int from = body.arrayOffset() + body.position();
        if (!(JsonValueReader.read(Arrays.copyOfRange(body.array(), from, from + body.remaining()))
                instanceof Map<?, ?> object)) {
            throw malformed("no JSON object");
        }
        for (Object member : object.keySet()) {
            if (!(member instanceof String name) || !MEMBERS.contains(name)) {
                throw malformed("the member '" + SanitizedText.of(String.valueOf(member)) + "'");
            }
        }
        return object;
    }

    private static List<String> views(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw malformed("'views' is no list with views");
        }
        List<String> names = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String name)) {
                throw malformed("'views' has " + SanitizedText.of(String.valueOf(element)));
            }
            names.add(name);
        }
        return names;
    }

    private static boolean isFull(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean full) {
            return full;
        }
        throw malformed("'full' is " + SanitizedText.of(String.valueOf(value)));
    }

    private static ProblemException malformed(String what) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                what + " (expected: {\"views\": [\"departures@1\"], \"full\": false}, or nothing)",
                "correct it");
    }
}
