package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.server.predict.Traffic;
import dev.berth.serving.Serving;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Optional;

/// gRPC's standard health service. The empty name and `inference.GRPCInferenceService` stand for
/// the server, any other for the model of that name.
final class HealthService {
    private static final ServiceName NAME = ServiceName.create("grpc.health.v1", "Health");
    private static final String INFERENCE = "inference.GRPCInferenceService";

    /// How often a watcher's answer is looked at; changes take seconds.
    private static final long WATCH_MILLIS = 500;

    private final Serving serving;
    private final Traffic traffic;
    private final CallEntry entry;
    private final OpenCalls open;
    private final int messageBytesMax;

    HealthService(GrpcSurroundings surroundings, CallEntry entry, OpenCalls open) {
        this.entry = entry;
        this.serving = surroundings.predictions().serving();
        this.traffic = surroundings.traffic();
        this.open = open;
        this.messageBytesMax = surroundings.messageBytesMax();
    }

    Service service() {
        ServiceMethod<HealthCheckRequest, HealthCheckResponse> check =
                method("Check", HealthCheckRequest.getDefaultInstance());
        ServiceMethod<HealthCheckRequest, HealthCheckResponse> watch =
                method("Watch", HealthCheckRequest.getDefaultInstance());
        ServiceMethod<HealthListRequest, HealthListResponse> list =
                method("List", HealthListRequest.getDefaultInstance());
        return Service.service(NAME, HealthProto.getDescriptor().findServiceByName("Health"))
                .bind(check, entry.eachOfAnybody(check, call -> request -> check(call, request)))
                .bind(watch, entry.eachOfAnybody(watch, Watcher::new))
                .bind(list, entry.each(list, call -> request -> call.end(list())))
                .build();
    }

    private <Q extends Message, A extends Message> ServiceMethod<Q, A> method(String name, Q type) {
        return ServiceMethod.server(
                NAME, name, GrpcMessageEncoder.encoder(), MessageDecoder.of(type, messageBytesMax));
    }

    private void check(
            GuardedCall<HealthCheckRequest, HealthCheckResponse> call, HealthCheckRequest request) {
        requireMayAsk(call, request.getService());
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            call.end(GrpcStatus.NOT_FOUND, "no service or model '" + request.getService() + "'");
        } else {
            call.end(response(status));
        }
    }

    /// Orchestrators ask for the server without a key; who asks for a model learns of it.
    private void requireMayAsk(GuardedCall<?, ?> call, String service) {
        if (!isServer(service)) {
            call.enter(entry.gate());
            call.requireMayCall(service);
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
        return answer.build();
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private ServingStatus status(String service) {
        boolean serverReady = serving.isReady() && !traffic.isStopping();
        if (isServer(service)) {
            return serverReady ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        }
        try {
            ModelName model = ModelName.of(service);
            List<?> versions = serving.versions(model);
            return serverReady && !versions.isEmpty() && serving.isReady(model, Optional.empty())
                    ? ServingStatus.SERVING
                    : ServingStatus.NOT_SERVING;
        } catch (ProblemException noSuchModel) {
            return ServingStatus.SERVICE_UNKNOWN;
        }
    }

    /// Sends the status when it differs from the one sent before.
    private final class Watcher implements Conversation<HealthCheckRequest> {
        private static final long NO_TIMER = -1;

        private final GuardedCall<HealthCheckRequest, HealthCheckResponse> call;
        private final Runnable end;
        private String service = "";
        private ServingStatus sent = ServingStatus.UNRECOGNIZED;
        private long timer = NO_TIMER;

        Watcher(GuardedCall<HealthCheckRequest, HealthCheckResponse> call) {
            this.call = call;
            this.end = () -> call.run(this::end);
        }

        @Override
        public void take(HealthCheckRequest request) {
            requireMayAsk(call, request.getService());
            service = request.getService();
            if (timer == NO_TIMER) {
                timer = entry.vertx().setPeriodic(WATCH_MILLIS, id -> call.run(this::look));
                look();
                open.opened(end);
            }
        }

        @Override
        public void over() {
            open.closed(end);
            entry.vertx().cancelTimer(timer);
        }

        /// The last word, as the server is about to stop.
        private void end() {
            look();
            call.end();
        }

        private void look() {
            ServingStatus now = status(service);
            if (now != sent) {
                sent = now;
                call.write(response(now));
            }
        }
    }
}
