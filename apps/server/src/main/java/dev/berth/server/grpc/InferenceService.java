package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.proto.CudaSharedMemoryRegisterRequest;
import dev.berth.proto.CudaSharedMemoryStatusRequest;
import dev.berth.proto.CudaSharedMemoryStatusResponse;
import dev.berth.proto.CudaSharedMemoryUnregisterRequest;
import dev.berth.proto.CudaSharedMemoryUnregisterResponse;
import dev.berth.proto.GrpcServiceProto;
import dev.berth.proto.LogSettingsRequest;
import dev.berth.proto.LogSettingsResponse;
import dev.berth.proto.ModelConfigRequest;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelMetadataRequest;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelReadyResponse;
import dev.berth.proto.ModelStatisticsRequest;
import dev.berth.proto.RepositoryIndexRequest;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.proto.RepositoryModelLoadResponse;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.proto.RepositoryModelUnloadResponse;
import dev.berth.proto.ServerLiveRequest;
import dev.berth.proto.ServerLiveResponse;
import dev.berth.proto.ServerMetadataRequest;
import dev.berth.proto.ServerReadyRequest;
import dev.berth.proto.ServerReadyResponse;
import dev.berth.proto.SystemSharedMemoryRegisterRequest;
import dev.berth.proto.SystemSharedMemoryStatusRequest;
import dev.berth.proto.SystemSharedMemoryStatusResponse;
import dev.berth.proto.SystemSharedMemoryUnregisterRequest;
import dev.berth.proto.SystemSharedMemoryUnregisterResponse;
import dev.berth.proto.TraceSettingRequest;
import dev.berth.proto.TraceSettingResponse;
import dev.berth.protocol.grpc.MetadataMessages;
import dev.berth.protocol.grpc.RepositoryMessages;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.ModelDocuments;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.ServerSettings;
import dev.berth.serving.ModelServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// `inference.GRPCInferenceService`.
final class InferenceService {
    private static final String NAME = "inference.GRPCInferenceService";

    private final Methods methods;
    private final Context context;
    private final GrpcServerContext serverContext;
    private final ModelServer serving;
    private final InferCalls inferCalls;
    private final ModelDocuments documents;
    private final ServerSettings settings;

    InferenceService(
            EventLoopContext loop,
            GrpcServerContext serverContext,
            Methods methods,
            OpenCalls open) {
        this.methods = methods;
        this.context = loop.context();
        this.serverContext = serverContext;
        this.serving = serverContext.predictions().serving();
        this.documents =
                new ModelDocuments(
                        serving, serverContext.predictions().endpoints(), serverContext.version());
        this.settings = new ServerSettings(serverContext.observers());
        this.inferCalls = new InferCalls(loop, serverContext, open);
    }

    /// Adds its methods.
    void add() {
        methods.describe(
                GrpcServiceProto.getDescriptor().findServiceByName("GRPCInferenceService"));
        ModelInferRequest message = ModelInferRequest.getDefaultInstance();
        methods.add(NAME, "ModelInfer", message, QuotaChargeMode.CALL, inferCalls::infer);
        methods.add(
                NAME, "ModelStreamInfer", message, QuotaChargeMode.MESSAGES, inferCalls::stream);
        addServer();
        addModel();
        addRepository();
        addNotOffered();
        addSettings();
    }

    private void addServer() {
        open(
                "ServerLive",
                ServerLiveRequest.getDefaultInstance(),
                q -> ServerLiveResponse.newBuilder().setLive(true).build());
        open(
                "ServerReady",
                ServerReadyRequest.getDefaultInstance(),
                q ->
                        ServerReadyResponse.newBuilder()
                                .setReady(serverContext.isServerReady())
                                .build());
        unary(
                "ServerMetadata",
                ServerMetadataRequest.getDefaultInstance(),
                q -> MetadataMessages.server(documents.server()));
    }

    private void addModel() {
        ofModel(
                "ModelReady",
                ModelReadyRequest.getDefaultInstance(),
                ModelReadyRequest::getName,
                this::modelReady);
        ofModel(
                "ModelMetadata",
                ModelMetadataRequest.getDefaultInstance(),
                ModelMetadataRequest::getName,
                q ->
                        MetadataMessages.model(
                                documents.metadata(ModelTarget.of(q.getName(), q.getVersion()))));
        ofModel(
                "ModelConfig",
                ModelConfigRequest.getDefaultInstance(),
                ModelConfigRequest::getName,
                q ->
                        MetadataMessages.configuration(
                                documents.configuration(
                                        ModelTarget.of(q.getName(), q.getVersion()))));
        ofModel(
                "ModelStatistics",
                ModelStatisticsRequest.getDefaultInstance(),
                ModelStatisticsRequest::getName,
                q ->
                        MetadataMessages.statistics(
                                documents.statistics(q.getName(), q.getVersion())));
    }

    private ModelReadyResponse modelReady(ModelReadyRequest request) {
        return ModelReadyResponse.newBuilder().setReady(isReady(request)).build();
    }

    /// A model that is not known is not ready: Triton's clients poll this to wait for a model, and
    /// give up at a failure.
    private boolean isReady(ModelReadyRequest request) {
        try {
            ModelTarget target = ModelTarget.of(request.getName(), request.getVersion());
            return isReady(target) && !serverContext.traffic().isStopping();
        } catch (ProblemException noSuchName) {
            return false;
        }
    }

    private boolean isReady(ModelTarget target) {
        return serverContext.predictions().endpoints().isReady(target.name())
                || serving.isReady(target.name(), target.version());
    }

    private void addRepository() {
        unary(
                "RepositoryIndex",
                RepositoryIndexRequest.getDefaultInstance(),
                q -> MetadataMessages.index(documents.index(q.getReady())));
        manage(
                "RepositoryModelLoad",
                RepositoryModelLoadRequest.getDefaultInstance(),
                RepositoryModelLoadRequest::getModelName,
                this::load);
        manage(
                "RepositoryModelUnload",
                RepositoryModelUnloadRequest.getDefaultInstance(),
                RepositoryModelUnloadRequest::getModelName,
                this::unload);
    }

    private CompletableFuture<RepositoryModelLoadResponse> load(
            RepositoryModelLoadRequest request) {
        ModelName model = documents.requireModel(request.getModelName(), "load");
        return RepositoryMessages.readLoad(request, model)
                .map(override -> serving.load(model, override))
                .orElseGet(() -> serving.load(model))
                .thenApply(done -> RepositoryModelLoadResponse.getDefaultInstance());
    }

    private CompletableFuture<RepositoryModelUnloadResponse> unload(
            RepositoryModelUnloadRequest request) {
        return serving.unload(documents.requireModel(request.getModelName(), "unload"))
                .thenApply(done -> RepositoryModelUnloadResponse.getDefaultInstance());
    }

    private void addNotOffered() {
        unary(
                "SystemSharedMemoryStatus",
                SystemSharedMemoryStatusRequest.getDefaultInstance(),
                q -> SystemSharedMemoryStatusResponse.getDefaultInstance());
        unary(
                "CudaSharedMemoryStatus",
                CudaSharedMemoryStatusRequest.getDefaultInstance(),
                q -> CudaSharedMemoryStatusResponse.getDefaultInstance());
        refuse(
                "SystemSharedMemoryRegister",
                SystemSharedMemoryRegisterRequest.getDefaultInstance(),
                "shared memory");
        unary(
                "SystemSharedMemoryUnregister",
                SystemSharedMemoryUnregisterRequest.getDefaultInstance(),
                q -> SystemSharedMemoryUnregisterResponse.getDefaultInstance());
        refuse(
                "CudaSharedMemoryRegister",
                CudaSharedMemoryRegisterRequest.getDefaultInstance(),
                "shared memory");
        unary(
                "CudaSharedMemoryUnregister",
                CudaSharedMemoryUnregisterRequest.getDefaultInstance(),
                q -> CudaSharedMemoryUnregisterResponse.getDefaultInstance());
    }

    private void addSettings() {
        ofModel(
                "TraceSetting",
                TraceSettingRequest.getDefaultInstance(),
                TraceSettingRequest::getModelName,
                this::traceSettings);
        unary(
                "LogSettings",
                LogSettingsRequest.getDefaultInstance(),
                InferenceService::logSettings);
    }

    private TraceSettingResponse traceSettings(TraceSettingRequest request) {
        if (!request.getModelName().isEmpty()) {
            documents.requireKnown(ModelTarget.of(request.getModelName(), ""));
        }
        if (request.getSettingsCount() > 0) {
            throw ServerSettings.changeRefused("trace").asException();
        }
        return MetadataMessages.traceSettings(settings.trace());
    }

    private static LogSettingsResponse logSettings(LogSettingsRequest request) {
        if (request.getSettingsCount() > 0) {
            throw ServerSettings.changeRefused("log").asException();
        }
        return MetadataMessages.logSettings(ServerSettings.log());
    }

    private static Problem notOffered(String what) {
        return Problem.of(
                ProblemCode.UNIMPLEMENTED,
                what + " is not offered here",
                "see the extensions that ServerMetadata lists");
    }

    private <Q extends Message> void refuse(String method, Q type, String what) {
        unary(
                method,
                type,
                request -> {
                    throw new ProblemException(notOffered(what));
                });
    }

    /// A call open to every caller, which is answered at once.
    private <Q extends Message, A extends Message> void open(
            String name, Q type, Function<Q, A> answer) {
        methods.<Q, A>addOfAnybody(
                NAME, name, type, call -> request -> call.end(answer.apply(request)));
    }

    /// A call that is answered at once.
    private <Q extends Message, A extends Message> void unary(
            String name, Q type, Function<Q, A> answer) {
        methods.<Q, A>add(
                NAME,
                name,
                type,
                QuotaChargeMode.CALL,
                call -> request -> call.end(answer.apply(request)));
    }

    /// A call about a model, or with an empty name about all, which is answered at once.
    private <Q extends Message, A extends Message> void ofModel(
            String name, Q type, Function<Q, String> model, Function<Q, A> answer) {
        methods.<Q, A>add(
                NAME,
                name,
                type,
                QuotaChargeMode.CALL,
                call ->
                        request -> {
                            String named = model.apply(request);
                            if (!named.isEmpty()) {
                                call.access().requireMayCall(named);
                            }
                            call.end(answer.apply(request));
                        });
    }

    /// A call that changes what is served, and takes a while.
    private <Q extends Message, A extends Message> void manage(
            String name,
            Q type,
            Function<Q, String> model,
            Function<Q, CompletableFuture<A>> answer) {
        methods.<Q, A>add(
                NAME,
                name,
                type,
                QuotaChargeMode.CALL,
                call ->
                        request -> {
                            call.access().requireMayManage(model.apply(request));
                            var _ = call.claim();
                            Future.fromCompletionStage(answer.apply(request), context)
                                    .onSuccess(call::end)
                                    .onFailure(e -> call.fail(Statuses.problem(e, name), name));
                        });
    }
}
