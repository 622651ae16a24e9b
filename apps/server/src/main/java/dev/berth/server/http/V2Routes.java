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
import dev.berth.server.observe.Observers;
import dev.berth.server.predict.ModelDocuments;
import dev.berth.server.predict.ServerSettings;
import dev.berth.server.predict.Target;
import dev.berth.serving.Serving;
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
    private final HttpFront front;
    private final Serving serving;
    private final Endpoints endpoints;
    private final ModelDocuments documents;
    private final ServerSettings settings;

    V2Routes(HttpFront front, String version, Observers observers) {
        this.settings = new ServerSettings(observers);
        this.front = front;
        this.serving = front.predictions().serving();
        this.endpoints = front.predictions().endpoints();
        this.documents = new ModelDocuments(serving, endpoints, version);
    }

    void serverMetadata(Exchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeServer(documents.server(), sink));
    }

    void live(Exchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeFlag("live", true, sink));
    }

    void ready(Exchange exchange) {
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
    private static void answerReady(Exchange exchange, Optional<Problem> damage) {
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

    void modelReady(Exchange exchange, Route.ModelReady route) {
        Target target = Target.of(route.model(), route.version());
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

    void modelMetadata(Exchange exchange, Route.ModelMetadata route) {
        Target target = Target.of(route.model(), route.version());
        answer(exchange, sink -> MetadataWriter.writeModel(documents.metadata(target), sink));
    }

    void modelConfig(Exchange exchange, Route.ModelConfig route) {
        Target target = Target.of(route.model(), route.version());
        answer(
                exchange,
                sink -> MetadataWriter.writeConfiguration(documents.configuration(target), sink));
    }

    void statistics(Exchange exchange, Route.Statistics route) {
        answer(
                exchange,
                sink ->
                        MetadataWriter.writeStatistics(
                                documents.statistics(route.model(), route.version()), sink));
    }

    void repositoryIndex(Exchange exchange, ByteBuffer body) {
        boolean readyOnly = RepositoryRequests.readIndex(bytes(body));
        answer(exchange, sink -> MetadataWriter.writeIndex(documents.index(readyOnly), sink));
    }

    void load(Exchange exchange, Route.Load route, ByteBuffer body) {
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

    void unload(Exchange exchange, Route.Unload route, ByteBuffer body) {
        var _ = RepositoryRequests.readChange(bytes(body));
        finish(exchange, serving.unload(documents.requireModel(route.model(), "unload")));
    }

    private void finish(Exchange exchange, CompletableFuture<Void> change) {
        Future.fromCompletionStage(change, front.loop().context())
                .onSuccess(done -> exchange.answer(Exchange.JSON, Buffer.buffer("{}")))
                .onFailure(failure -> exchange.fail(cause(failure)));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof ProblemException ? cause : failure;
    }

    void sharedMemoryStatus(Exchange exchange) {
        exchange.answer(Exchange.JSON, Buffer.buffer("[]"));
    }

    /// No region was ever registered, and giving up one that was not is no failure: clients do so
    /// before they begin.
    void sharedMemoryUnregister(Exchange exchange) {
        exchange.answer(Exchange.JSON, Buffer.buffer("{}"));
    }

    /// Source: KServe's server, whose v2 has this list besides the repository's index.
    void modelNames(Exchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeModelNames(documents.names(), sink));
    }

    void traceSettings(Exchange exchange, Route.TraceSettings route, ByteBuffer body) {
        if (!route.model().isEmpty()) {
            documents.requireKnown(Target.of(route.model(), ""));
        }
        answerSettings(exchange, body, "trace", settings.trace());
    }

    void logSettings(Exchange exchange, ByteBuffer body) {
        answerSettings(exchange, body, "log", ServerSettings.log());
    }

    private static void answerSettings(
            Exchange exchange, ByteBuffer body, String kind, Map<String, Object> current) {
        if (exchange.request().isPost() && RepositoryRequests.hasMembers(bytes(body))) {
            throw ServerSettings.changeRefused(kind).asException();
        }
        answer(exchange, sink -> new JsonWriter(sink).plain(current));
    }

    private static void answer(Exchange exchange, Consumer<ByteSink> write) {
        var sink = new ByteSink(512);
        write.accept(sink);
        exchange.answer(Exchange.JSON, sink);
    }

    private static byte[] bytes(ByteBuffer body) {
        int from = body.arrayOffset() + body.position();
        return Arrays.copyOfRange(body.array(), from, from + body.remaining());
    }
}
