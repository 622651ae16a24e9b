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
import dev.berth.protocol.openapi.OipSchemas;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.inference.ModelDocuments;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.ServerSettings;
import dev.berth.server.telemetry.RequestTelemetry;
import dev.berth.serving.ModelServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The routes of the Open Inference Protocol and of Triton's extensions, without predictions.
final class V2Routes {
    /// What the protocol's operations have in common in the OpenAPI document.
    static final String OIP_TAG = "Open Inference Protocol v2";

    private static final String MODEL = "/v2/models/{model}";

    private final HttpServerHandler server;
    private final ModelServer serving;
    private final Endpoints endpoints;
    private final ModelDocuments documents;
    private final ServerSettings settings;

    V2Routes(HttpServerHandler server, String version, RequestTelemetry observers) {
        this.settings = new ServerSettings(observers);
        this.server = server;
        this.serving = server.predictions().serving();
        this.endpoints = server.predictions().endpoints();
        this.documents = new ModelDocuments(serving, endpoints, version);
    }

    /// The routes, each of a model with and without a version.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(
                get("/v2", RouteAuthorizer::identified, this::serverMetadata)
                        .with(oip("", "The server's name, version and extensions")));
        routes.add(
                get("/v2/health/live", RouteAuthorizer::everyone, this::live)
                        .with(oip("health.live", "Whether the server lives")));
        routes.add(
                get("/v2/health/ready", RouteAuthorizer::everyone, this::ready)
                        .with(oip("health.ready", "Whether the server takes requests")));
        routes.add(get("/v2/models", RouteAuthorizer::identified, this::modelNames));
        routes.add(get("/v2/models/stats", RouteAuthorizer::identified, this::statistics));
        ofModel(routes, MODEL, "models.model");
        ofModel(routes, MODEL + "/versions/{version}", "models.model.versions.version");
        routes.addAll(repositoryRoutes());
        routes.addAll(settingRoutes());
        return routes;
    }

    private void ofModel(List<Route> routes, String path, String id) {
        Route.Access callers = RouteAuthorizer::callers;
        routes.add(
                get(path, callers, this::modelMetadata)
                        .with(oip(id, "The model's inputs and outputs")));
        routes.add(
                get(path + "/ready", callers, this::modelReady)
                        .with(oip(id + ".ready", "Whether the model takes requests")));
        routes.add(
                get(path + "/config", callers, this::modelConfig)
                        .with(oip(id + ".config", "The model's configuration")));
        routes.add(
                get(path + "/stats", callers, this::statistics)
                        .with(oip(id + ".stats", "What the model has done")));
        routes.add(notOffered(path + "/generate", "text generation"));
        routes.add(notOffered(path + "/generate_stream", "text generation"));
    }

    private List<Route> repositoryRoutes() {
        String repository = "/v2/repository/";
        return List.of(
                post(
                                repository + "index",
                                RouteAuthorizer::identifiedOwnPage,
                                this::repositoryIndex)
                        .with(oipPost("repository.index", "All models and their states")),
                post(repository + "models/{model}/load", RouteAuthorizer::managers, this::load)
                        .with(oipPost("repository.models.model.load", "Load or reload a model")),
                post(repository + "models/{model}/unload", RouteAuthorizer::managers, this::unload)
                        .with(oipPost("repository.models.model.unload", "Unload a model")),
                notOffered(repository + "{repository}/{part}", "naming a repository"),
                notOffered(
                        repository + "{repository}/{part}/{model}/{verb}", "naming a repository"));
    }

    private List<Route> settingRoutes() {
        List<Route> routes = new ArrayList<>();
        routes.add(setting("/v2/trace/setting", RouteAuthorizer::identified, this::traceSettings));
        routes.add(
                setting(MODEL + "/trace/setting", RouteAuthorizer::callers, this::traceSettings));
        routes.add(setting("/v2/logging", RouteAuthorizer::identified, this::logSettings));
        for (String kind : List.of("/v2/systemsharedmemory", "/v2/cudasharedmemory")) {
            for (String region : List.of("", "/region/{region}")) {
                String path = kind + region;
                routes.add(
                        get(
                                path + "/status",
                                RouteAuthorizer::identified,
                                this::sharedMemoryStatus));
                routes.add(
                        post(
                                path + "/unregister",
                                RouteAuthorizer::identified,
                                this::sharedMemoryUnregister));
                routes.add(notOffered(path + "/register", "shared memory"));
            }
        }
        return routes;
    }

    private static Route get(String path, Route.Access access, Consumer<HttpServerExchange> step) {
        return Route.get(path, access, (exchange, body) -> step.accept(exchange)).withV2Errors();
    }

    private static Route post(String path, Route.Access access, Route.Handler handler) {
        return Route.post(path, access, handler).withV2Errors();
    }

    private static Route setting(String path, Route.Access access, Route.Handler handler) {
        return Route.of(path, Route.Methods.GET_AND_POST, access, handler).withV2Errors();
    }

    private static Route notOffered(String path, String what) {
        return UnknownRoutes.notOffered(path, what).withV2Errors();
    }

    /// @param id without the protocol's
    private static OpenApiOperation oip(String id, String summary) {
        return OpenApiOperation.get(id.isEmpty() ? "v2" : "v2." + id, OIP_TAG, summary)
                .fails(OipSchemas.ERROR);
    }

    private static OpenApiOperation oipPost(String id, String summary) {
        return OpenApiOperation.post("v2." + id, OIP_TAG, summary).fails(OipSchemas.ERROR);
    }

    private void serverMetadata(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeServer(documents.server(), sink));
    }

    private void live(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeFlag("live", true, sink));
    }

    private void ready(HttpServerExchange exchange) {
        requireNotStopping(serving.isReady());
        Optional<OfferedFeatures> offered = server.offered();
        if (offered.isEmpty()) {
            answerReady(exchange, Optional.empty());
            return;
        }
        server.vertx()
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
        if (!ready || server.isRetiring()) {
            throw Problem.of(
                            ProblemCode.DRAINING,
                            "the server is stopping",
                            "send requests to another replica")
                    .asException();
        }
    }

    private void modelReady(HttpServerExchange exchange) {
        ModelTarget target = target(exchange);
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

    private static ModelTarget target(HttpServerExchange exchange) {
        return ModelTarget.of(exchange.match().value("model"), exchange.match().value("version"));
    }

    private void modelMetadata(HttpServerExchange exchange) {
        ModelTarget target = target(exchange);
        answer(exchange, sink -> MetadataWriter.writeModel(documents.metadata(target), sink));
    }

    private void modelConfig(HttpServerExchange exchange) {
        ModelTarget target = target(exchange);
        answer(
                exchange,
                sink -> MetadataWriter.writeConfiguration(documents.configuration(target), sink));
    }

    /// Of one model, or, without one, of all.
    private void statistics(HttpServerExchange exchange) {
        RouteMatch match = exchange.match();
        answer(
                exchange,
                sink ->
                        MetadataWriter.writeStatistics(
                                documents.statistics(match.value("model"), match.value("version")),
                                sink));
    }

    private void repositoryIndex(HttpServerExchange exchange, ByteBuffer body) {
        boolean readyOnly = RepositoryRequests.readIndex(bytes(body));
        answer(exchange, sink -> MetadataWriter.writeIndex(documents.index(readyOnly), sink));
    }

    private void load(HttpServerExchange exchange, ByteBuffer body) {
        ModelName model = documents.requireModel(exchange.match().value("model"), "load");
        if (!body.hasRemaining()) {
            finish(exchange, serving.load(model));
            return;
        }
        // A body may carry a model: reading that is too long for the event loop.
        server.vertx()
                .executeBlocking(() -> RepositoryRequests.readLoad(bytes(body), model), false)
                .onSuccess(
                        override ->
                                finish(
                                        exchange,
                                        override.map(wanted -> serving.load(model, wanted))
                                                .orElseGet(() -> serving.load(model))))
                .onFailure(exchange::fail);
    }

    private void unload(HttpServerExchange exchange, ByteBuffer body) {
        var _ = RepositoryRequests.readChange(bytes(body));
        finish(
                exchange,
                serving.unload(documents.requireModel(exchange.match().value("model"), "unload")));
    }

    private void finish(HttpServerExchange exchange, CompletableFuture<Void> change) {
        Future.fromCompletionStage(change, server.loop().context())
                .onSuccess(done -> exchange.answer(HttpServerExchange.JSON, Buffer.buffer("{}")))
                .onFailure(failure -> exchange.fail(cause(failure)));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof ProblemException ? cause : failure;
    }

    private void sharedMemoryStatus(HttpServerExchange exchange) {
        exchange.answer(HttpServerExchange.JSON, Buffer.buffer("[]"));
    }

    /// No region was ever registered, and giving up one that was not is no failure: clients do so
    /// before they begin.
    private void sharedMemoryUnregister(HttpServerExchange exchange, ByteBuffer body) {
        exchange.answer(HttpServerExchange.JSON, Buffer.buffer("{}"));
    }

    /// Source: KServe's server, whose v2 has this list besides the repository's index.
    private void modelNames(HttpServerExchange exchange) {
        answer(exchange, sink -> MetadataWriter.writeModelNames(documents.names(), sink));
    }

    private void traceSettings(HttpServerExchange exchange, ByteBuffer body) {
        String model = exchange.match().value("model");
        if (!model.isEmpty()) {
            documents.requireKnown(ModelTarget.of(model, ""));
        }
        answerSettings(exchange, body, "trace", settings.trace());
    }

    private void logSettings(HttpServerExchange exchange, ByteBuffer body) {
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
