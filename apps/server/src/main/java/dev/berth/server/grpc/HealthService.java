package dev.berth.server.grpc;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.ModelPackage;
import dev.berth.endpoint.EndpointStatus;
import dev.berth.endpoint.Endpoints;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import dev.berth.serving.ModelServer;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.health.v1.HealthProto;
import java.util.List;
import java.util.Optional;

/// gRPC's standard health service. The empty name and `inference.GRPCInferenceService` stand for
/// the server, any other for the model of that name.
final class HealthService {
    private static final String NAME = "grpc.health.v1.Health";
    private static final String INFERENCE = "inference.GRPCInferenceService";

    /// How often a watcher's answer is checked; changes take seconds.
    private static final long WATCH_MILLIS = 500;

    private final ModelServer serving;
    private final Endpoints endpoints;
    private final GrpcServerContext context;
    private final Methods methods;
    private final OpenCalls open;

    HealthService(GrpcServerContext context, Methods methods, OpenCalls open) {
        this.methods = methods;
        this.serving = context.predictions().serving();
        this.endpoints = context.predictions().endpoints();
        this.context = context;
        this.open = open;
    }

    /// Adds its methods.
    void add() {
        methods.describe(HealthProto.getDescriptor().findServiceByName("Health"));
        HealthCheckRequest question = HealthCheckRequest.getDefaultInstance();
        methods.<HealthCheckRequest, HealthCheckResponse>addOfAnybody(
                NAME, "Check", question, call -> request -> check(call, request));
        methods.addOfAnybody(NAME, "Watch", question, Watcher::new);
        methods.<HealthListRequest, HealthListResponse>add(
                NAME,
                "List",
                HealthListRequest.getDefaultInstance(),
                QuotaChargeMode.CALL,
                call -> request -> call.end(list()));
    }

    private void check(
            ServerCall<HealthCheckRequest, HealthCheckResponse> call, HealthCheckRequest request) {
        requireMayAsk(call, request.getService(), QuotaChargeMode.CALL);
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            call.end(
                    GrpcStatus.NOT_FOUND,
                    "no service or model '" + SanitizedText.of(request.getService()) + "'");
        } else {
            call.end(response(status));
        }
    }

    /// Orchestrators check the server without a key; a check of a model reveals that it exists.
    private void requireMayAsk(ServerCall<?, ?> call, String service, QuotaChargeMode charge) {
        if (!isServer(service)) {
            call.access().enter(methods.authorizer(), charge);
            call.access().count();
            call.access().requireMayCall(service);
        }
    }

    private static boolean isServer(String service) {
        return service.isEmpty() || service.equals(INFERENCE);
    }

    private HealthListResponse list() {
        var answer = HealthListResponse.newBuilder();
        answer.putStatuses("", response(status("")));
        answer.putStatuses(INFERENCE, response(status(INFERENCE)));
        for (ModelPackage model : serving.packages()) {
            String name = model.reference().name().value();
            answer.putStatuses(name, response(status(name)));
        }
        for (EndpointStatus endpoint : endpoints.statuses()) {
            answer.putStatuses(endpoint.name(), response(status(endpoint.name())));
        }
        return answer.build();
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private ServingStatus status(String service) {
        boolean serverReady = serving.isReady() && !context.traffic().isRetiring();
        if (isServer(service)) {
            return context.isServerReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        }
        try {
            ModelName model = ModelName.of(service);
            if (endpoints.has(model)) {
                return serverReady && endpoints.isReady(model)
                        ? ServingStatus.SERVING
                        : ServingStatus.NOT_SERVING;
            }
            List<?> versions = serving.versions(model);
            return serverReady && !versions.isEmpty() && serving.isReady(model, Optional.empty())
                    ? ServingStatus.SERVING
                    : ServingStatus.NOT_SERVING;
        } catch (ProblemException noSuchModel) {
            return ServingStatus.SERVICE_UNKNOWN;
        }
    }

    /// Sends the status when it differs from the one sent before.
    private final class Watcher implements CallHandler<HealthCheckRequest> {
        private static final long NO_TIMER = -1;

        private final ServerCall<HealthCheckRequest, HealthCheckResponse> call;
        private final Runnable end;
        private String service = "";
        private ServingStatus sent = ServingStatus.UNRECOGNIZED;
        private long timer = NO_TIMER;

        Watcher(ServerCall<HealthCheckRequest, HealthCheckResponse> call) {
            this.call = call;
            this.end = () -> call.run(this::end);
        }

        @Override
        public void take(HealthCheckRequest request) {
            requireMayAsk(call, request.getService(), QuotaChargeMode.OPENING);
            service = request.getService();
            if (timer == NO_TIMER) {
                timer = methods.vertx().setPeriodic(WATCH_MILLIS, id -> call.run(this::poll));
                poll();
                open.opened(end);
            }
        }

        @Override
        public void over() {
            open.closed(end);
            methods.vertx().cancelTimer(timer);
        }

        /// The last word, as the server is about to stop.
        private void end() {
            poll();
            call.end();
        }

        private void poll() {
            ServingStatus now = status(service);
            if (now != sent) {
                sent = now;
                call.write(response(now));
            }
        }
    }
}
