package dev.berth.server.http;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.system.ModelPackage;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.server.inference.ModelTarget;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import java.nio.ByteBuffer;
import java.util.List;

/// The routes under `/v1` without predictions, in the forms that clients of KServe v1 and
/// TensorFlow Serving read.
final class V1Routes {
    private final ModelServer serving;

    V1Routes(ModelServer serving) {
        this.serving = serving;
    }

    List<Route> routes() {
        Route.Access callers = RouteAuthorizer::callers;
        return List.of(
                Route.get("/v1/models", RouteAuthorizer::identified, this::models),
                Route.get("/v1/models/{model}", callers, this::model),
                Route.get("/v1/models/{model}/versions/{version}", callers, this::model));
    }

    private void models(HttpServerExchange exchange, ByteBuffer body) {
        var sink = new ByteSink(256);
        var json = new JsonWriter(sink).beginObject();
        List<String> names =
                serving.packages().stream()
                        .map(ModelPackage::reference)
                        .map(ModelReference::name)
                        .map(ModelName::value)
                        .distinct()
                        .toList();
        json.name("models").plain(names).endObject();
        exchange.answer(HttpServerExchange.JSON, sink);
    }

    private void model(HttpServerExchange exchange, ByteBuffer body) {
        ModelTarget target =
                ModelTarget.of(exchange.match().value("model"), exchange.match().value("version"));
        List<ModelStatus> statuses =
                serving.index().stream()
                        .filter(status -> status.name().equals(target.name().value()))
                        .filter(
                                status ->
                                        target.version().isEmpty()
                                                || status.version()
                                                        .equals(target.version().get().value()))
                        .toList();
        if (statuses.isEmpty()) {
            // Says which of the two is not there, and what is.
            ModelPackage found = serving.requirePackage(target.name(), target.version());
            throw Problem.of(
                            ProblemCode.MODEL_NOT_READY,
                            "model '" + found.reference().name() + "' is changing",
                            "send it again later")
                    .asException();
        }
        var sink = new ByteSink(512);
        var json = new JsonWriter(sink).beginObject();
        json.name("name").string(target.name().value());
        json.name("ready").bool(serving.isReady(target.name(), target.version()));
        json.name("model_version_status").beginArray();
        statuses.forEach(status -> versionStatus(json, status));
        json.endArray().endObject();
        exchange.answer(HttpServerExchange.JSON, sink);
    }

    private static void versionStatus(JsonWriter json, ModelStatus status) {
        boolean broken = status.state() == ModelState.FAILED;
        json.beginObject().name("version").string(status.version());
        json.name("state").string(state(status.state()));
        json.name("status").beginObject();
        json.name("error_code").string(broken ? "FAILED_PRECONDITION" : "OK");
        json.name("error_message").string(status.reason()).endObject();
        json.endObject();
    }

    /// TensorFlow Serving's word for a state.
    private static String state(ModelState state) {
        return switch (state) {
            case LOADING -> "LOADING";
            case READY, ON_DEMAND -> "AVAILABLE";
            case UNLOADING -> "UNLOADING";
            case UNLOADED, FAILED -> "END";
        };
    }
}
