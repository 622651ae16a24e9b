package dev.berth.server.http;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.protocol.oip.MetadataWriter;
import dev.berth.protocol.oip.RepositoryRequests;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.inference.ModelDocuments;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.ServerSettings;
import dev.berth.server.telemetry.RequestTelemetry;
import dev.berth.serving.ModelServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The routes of the Open Inference Protocol and of Triton's extensions, without predictions.
final class V2Routes {
    private final HttpServerHandler front;
    private final ModelServer serving;
    private final Endpoints endpoints;
    private final ModelDocuments documents;
    private final ServerSettings settings;

    V2Routes(HttpServerHandler front, String version, RequestTelemetry observers) {
        this.settings = new ServerSettings(observers);
        this.front = front;
        this.serving = front.predictions().serving();
        this.endpoints = front.predictions().endpoints();
        this.documents = new ModelDocuments(serving, endpoints, version);
    }

    void serverMetadata(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeServer(documents.server(), sink));
    }

    void live(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeFlag("live", true, sink));
    }

    void ready(HttpServerExchange exchange) {
        requireNotStopping(serving.isReady());
        Optional<OfferedFeatures> offered = front.offered();
        if (offered.isEmpty()) {
            answerReady(exchange, Optional.empty());
            return;
        }
        front.vertx()
                .executeBlocking(offered.get()::damageNow, false)
                .onSuccess(damage -> answerReady(exchange, damage))
                .onFailure(exchange::fail);
    }

    /// A part of the features is lost: requests are better sent to a server that has all. Those
    /// that come are answered, where nothing lost is needed.
    private static void answerReady(HttpServerExchange exchange, Optional<Problem> damage) {
        if (damage.isPresent()) {
            exchange.fail(damage.get());
        } else {
            answer(exchange, sink -> MetadataWriter.writeFlag("ready", true, sink));
        }
    }

    private void requireNotStopping(boolean ready) {
        if (!ready || front.isRetiring()) {
            throw Problem.of(
                            ProblemCode.DRAINING,
                            "the server is stopping",
                            "send requests to another replica")
                    .asException();
        }
    }

    void modelReady(HttpServerExchange exchange, Route.ModelReady route) {
        ModelTarget target = ModelTarget.of(route.model(), route.version());
        if (endpoints.findStatus(target.name(), target.version()).isPresent()) {
            requireNotStopping(serving.isReady());
            answer(exchange, sink -> MetadataWriter.writeReady(target.name().value(), true, sink));
            return;
        }
        // Explains a model that is not there or not ready.
        String name =
                serving.requirePackage(target.name(), target.version()).reference().name().value();
        requireNotStopping(serving.isReady(target.name(), target.version()));
        answer(exchange, sink -> MetadataWriter.writeReady(name, true, sink));
    }

    void modelMetadata(HttpServerExchange exchange, Route.ModelMetadata route) {
        ModelTarget target = ModelTarget.of(route.model(), route.version());
        answer(exchange, sink -> MetadataWriter.writeModel(documents.metadata(target), sink));
    }

    void modelConfig(HttpServerExchange exchange, Route.ModelConfig route) {
        ModelTarget target = ModelTarget.of(route.model(), route.version());
        answer(
                exchange,
                sink -> MetadataWriter.writeConfiguration(documents.configuration(target), sink));
    }

    void statistics(HttpServerExchange exchange, Route.Statistics route) {
        answer(
                exchange,
                sink ->
                        MetadataWriter.writeStatistics(
                                documents.statistics(route.model(), route.version()), sink));
    }

    void repositoryIndex(HttpServerExchange exchange, ByteBuffer body) {
        boolean readyOnly = RepositoryRequests.readIndex(bytes(body));
        answer(exchange, sink -> MetadataWriter.writeIndex(documents.index(readyOnly), sink));
    }

    void load(HttpServerExchange exchange, Route.Load route, ByteBuffer body) {
        ModelName model = documents.requireModel(route.model(), "load");
        if (!body.hasRemaining()) {
            finish(exchange, serving.load(model));
            return;
        }
        // A body may carry a model: reading that is too long for the event loop.
        front.vertx()
                .executeBlocking(() -> RepositoryRequests.readLoad(bytes(body), model), false)
                .onSuccess(
                        override ->
                                finish(
                                        exchange,
                                        override.map(wanted -> serving.load(model, wanted))
                                                .orElseGet(() -> serving.load(model))))
                .onFailure(exchange::fail);
    }

    void unload(HttpServerExchange exchange, Route.Unload route, ByteBuffer body) {
        var _ = RepositoryRequests.readChange(bytes(body));
        finish(exchange, serving.unload(documents.requireModel(route.model(), "unload")));
    }

    private void finish(HttpServerExchange exchange, CompletableFuture<Void> change) {
        Future.fromCompletionStage(change, front.loop().context())
                .onSuccess(done -> exchange.answer(HttpServerExchange.JSON, Buffer.buffer("{}")))
                .onFailure(failure -> exchange.fail(cause(failure)));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof ProblemException ? cause : failure;
    }

    void sharedMemoryStatus(HttpServerExchange exchange) {
        exchange.answer(HttpServerExchange.JSON, Buffer.buffer("[]"));
    }

    /// No region was ever registered, and giving up one that was not is no failure: clients do so
    /// before they begin.
    void sharedMemoryUnregister(HttpServerExchange exchange) {
        exchange.answer(HttpServerExchange.JSON, Buffer.buffer("{}"));
    }

    /// Source: KServe's server, whose v2 has this list besides the repository's index.
    void modelNames(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeModelNames(documents.names(), sink));
    }

    void traceSettings(HttpServerExchange exchange, Route.TraceSettings route, ByteBuffer body) {
        if (!route.model().isEmpty()) {
            documents.requireKnown(ModelTarget.of(route.model(), ""));
        }
        answerSettings(exchange, body, "trace", settings.trace());
    }

    void logSettings(HttpServerExchange exchange, ByteBuffer body) {
        answerSettings(exchange, body, "log", ServerSettings.log());
    }

    private static void answerSettings(
            HttpServerExchange exchange,
            ByteBuffer body,
            String kind,
            Map<String, Object> current) {
        if (exchange.request().isPost() && RepositoryRequests.hasMembers(bytes(body))) {
            throw ServerSettings.changeRefused(kind).asException();
        }
        answer(exchange, sink -> new JsonWriter(sink).plain(current));
    }

    private static void answer(HttpServerExchange exchange, Consumer<ByteSink> write) {
        var sink = new ByteSink(512);
        write.accept(sink);
        exchange.answer(HttpServerExchange.JSON, sink);
    }

    private static byte[] bytes(ByteBuffer body) {
        int from = body.arrayOffset() + body.position();
        return Arrays.copyOfRange(body.array(), from, from + body.remaining());
    }
}
