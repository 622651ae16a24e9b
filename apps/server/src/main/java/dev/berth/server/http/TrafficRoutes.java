package dev.berth.server.http;

import dev.berth.catalog.traffic.TrafficWeightService;
import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValueReader;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.state.ChangedBy;
import io.vertx.core.WorkerExecutor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The routes by which the weights of an endpoint's variants are seen, changed and put back. The
/// state's store may be slow, so all is done on threads that nothing else uses.
final class TrafficRoutes {
    private static final String THREADS = "berth-state";

    /// One waits for the store, which serves one call at a time.
    private static final int THREADS_MAX = 2;

    private final HttpServerHandler handler;
    private final Endpoints endpoints;

    TrafficRoutes(HttpServerHandler handler) {
        this.handler = handler;
        this.endpoints = handler.predictions().endpoints();
    }

    List<Route> routes() {
        String traffic = "/v1/endpoints/{endpoint}/traffic";
        return List.of(
                Route.of(
                        traffic,
                        Route.Methods.GET_AND_POST,
                        RouteAuthorizer::callersOrManagers,
                        this::answer),
                Route.post(traffic + ":rollback", RouteAuthorizer::managers, this::rollBack));
    }

    private void answer(HttpServerExchange exchange, ByteBuffer body) {
        EndpointName name = name(exchange.match().value("endpoint"));
        if (!exchange.request().isPost()) {
            carryOut(exchange, () -> endpoints.weightsOf(name).status());
            return;
        }
        byte[] sent = bytes(body);
        carryOut(
                exchange,
                () -> {
                    Map<?, ?> wanted = object(sent);
                    TrafficWeightStatus status =
                            endpoints
                                    .weightsOf(name)
                                    .change(
                                            weights(wanted.get("weights")),
                                            actor(exchange, wanted),
                                            text(wanted, "reason"));
                    endpoints.refreshTrafficWeights();
                    return status;
                });
    }

    private void rollBack(HttpServerExchange exchange, ByteBuffer body) {
        EndpointName name = name(exchange.match().value("endpoint"));
        byte[] sent = bytes(body);
        carryOut(
                exchange,
                () -> {
                    Map<?, ?> wanted = object(sent);
                    TrafficWeightService control = endpoints.weightsOf(name);
                    TrafficWeightStatus status =
                            control.rollBack(
                                    actor(exchange, wanted),
                                    text(wanted, "reason"),
                                    revision(wanted));
                    endpoints.refreshTrafficWeights();
                    return status;
                });
    }

    private void carryOut(HttpServerExchange exchange, Callable<TrafficWeightStatus> task) {
        // The pool is shared by its name, and ends with its last use.
        WorkerExecutor threads = handler.vertx().createSharedWorkerExecutor(THREADS, THREADS_MAX);
        threads.executeBlocking(task, false)
                .onComplete(done -> threads.close())
                .onSuccess(
                        status -> {
                            var sink = new ByteSink(512);
                            write(new JsonWriter(sink), status);
                            exchange.answer(HttpServerExchange.JSON, sink);
                        })
                .onFailure(exchange::fail);
    }

    private static EndpointName name(String name) {
        try {
            return new EndpointName(name);
        } catch (ProblemException notAName) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + SanitizedText.of(name) + "'",
                    "name one that GET /v1/endpoints lists");
        }
    }

    /// The authenticated consumer; the name that the request claims is recorded as just that.
    private static ChangedBy actor(HttpServerExchange exchange, Map<?, ?> wanted) {
        String consumer = exchange.caller().name();
        String claimed = wanted.get("actor") instanceof String actor ? actor.strip() : "";
        return consumer.isEmpty()
                ? ChangedBy.unidentified(claimed)
                : new ChangedBy(consumer, claimed);
    }

    private static Map<?, ?> object(byte[] sent) {
        if (JsonValueReader.read(sent) instanceof Map<?, ?> object) {
            return object;
        }
        throw malformed("no JSON object", "{\"weights\": {\"stable\": 90}, \"reason\": \"...\"}");
    }

    private static String text(Map<?, ?> object, String key) {
        Object value = object.get(key);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw malformed("'" + key + "' is no text", "a text");
    }

    private static OptionalInt revision(Map<?, ?> wanted) {
        Object revision = wanted.get("revision");
        if (revision == null) {
            return OptionalInt.empty();
        }
        if (revision instanceof Number number && number.doubleValue() == number.intValue()) {
            return OptionalInt.of(number.intValue());
        }
        throw malformed(
                "'revision' is " + SanitizedText.of(revision.toString()), "the number of a change");
    }

    private static Map<String, Double> weights(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw malformed("no 'weights'", "an object of weights by variant");
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        map.forEach(
                (variant, weight) -> {
                    if (!(weight instanceof Number number)) {
                        throw malformed("the weight " + SanitizedText.of("" + weight), "a number");
                    }
                    weights.put(String.valueOf(variant), number.doubleValue());
                });
        return weights;
    }

    private static ProblemException malformed(String what, String expected) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                what + " (expected: " + expected + ")",
                "correct it");
    }

    private static byte[] bytes(ByteBuffer body) {
        int from = body.arrayOffset() + body.position();
        return Arrays.copyOfRange(body.array(), from, from + body.remaining());
    }

    private static void write(JsonWriter json, TrafficWeightStatus status) {
        json.beginObject().name("endpoint").string(status.endpoint().value());
        write(json.name("weights"), status.inForce());
        write(json.name("declared"), status.declared());
        json.name("changes").beginArray();
        List<TrafficWeightChange> changes = status.changes();
        for (int i = 0; i < changes.size(); i++) {
            write(json, status.earlier() + i + 1, changes.get(i));
        }
        json.endArray().endObject();
    }

    private static void write(JsonWriter json, int number, TrafficWeightChange change) {
        json.beginObject().name("revision").number(number);
        json.name("timestamp").string(change.at().toString());
        json.name("actor").string(change.actor());
        if (!change.claimed().isEmpty()) {
            json.name("claimed").string(change.claimed());
        }
        json.name("reason").string(change.reason());
        write(json.name("declared"), change.declared());
        write(json.name("before"), change.before());
        write(json.name("after"), change.after());
        json.endObject();
    }

    private static void write(JsonWriter json, Map<String, Double> weights) {
        json.beginObject();
        weights.forEach((variant, weight) -> json.name(variant).number(weight));
        json.endObject();
    }
}
