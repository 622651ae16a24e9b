package dev.berth.server.grpc;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.server.predict.Traffic;
import dev.berth.serving.Serving;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
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
import io.vertx.grpc.server.GrpcServerRequest;
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

    private final Vertx vertx;
    private final Serving serving;
    private final Traffic traffic;
    private final OpenCalls open;

    HealthService(Vertx vertx, GrpcSurroundings surroundings, OpenCalls open) {
        this.vertx = vertx;
        this.serving = surroundings.predictions().serving();
        this.traffic = surroundings.traffic();
        this.open = open;
    }

    Service service() {
        return Service.service(NAME, HealthProto.getDescriptor().findServiceByName("Health"))
                .bind(method("Check", HealthCheckRequest.getDefaultInstance()), this::check)
                .bind(method("Watch", HealthCheckRequest.getDefaultInstance()), this::watch)
                .bind(
                        ServiceMethod.<HealthListRequest, HealthListResponse>server(
                                NAME,
                                "List",
                                GrpcMessageEncoder.encoder(),
                                GrpcMessageDecoder.decoder(HealthListRequest.getDefaultInstance())),
                        this::list)
                .build();
    }

    private static ServiceMethod<HealthCheckRequest, HealthCheckResponse> method(
            String name, HealthCheckRequest type) {
        return ServiceMethod.server(
                NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(type));
    }

    private void check(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call) {
        call.handler(
                request -> {
                    ServingStatus status = status(request.getService());
                    if (status == ServingStatus.SERVICE_UNKNOWN) {
                        call.response()
                                .status(GrpcStatus.NOT_FOUND)
                                .statusMessage("no service or model '" + request.getService() + "'")
                                .end();
                    } else {
                        call.response().end(response(status));
                    }
                });
    }

    private void watch(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call) {
        call.handler(
                request -> {
                    var watcher = new Watcher(call, request.getService());
                    watcher.begin();
                    call.response().exceptionHandler(gone -> watcher.stop());
                    call.exceptionHandler(gone -> watcher.stop());
                    call.errorHandler(gone -> watcher.stop());
                    call.connection().closeHandler(gone -> watcher.stop());
                });
    }

    private void list(GrpcServerRequest<HealthListRequest, HealthListResponse> call) {
        call.handler(
                request -> {
                    var answer = HealthListResponse.newBuilder();
                    answer.putStatuses("", response(status("")));
                    answer.putStatuses(INFERENCE, response(status(INFERENCE)));
                    for (ModelPackage model : serving.packages()) {
                        String name = model.reference().name().value();
                        answer.putStatuses(name, response(status(name)));
                    }
                    call.response().end(answer.build());
                });
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private ServingStatus status(String service) {
        boolean serverReady = serving.isReady() && !traffic.isStopping();
        if (service.isEmpty() || service.equals(INFERENCE)) {
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
    private final class Watcher {
        private final GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call;
        private final String service;
        private final Runnable end = this::end;
        private ServingStatus sent = ServingStatus.UNRECOGNIZED;
        private long timer;
        private boolean over;

        Watcher(GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> call, String service) {
            this.call = call;
            this.service = service;
        }

        void begin() {
            timer = vertx.setPeriodic(WATCH_MILLIS, id -> look());
            look();
            open.opened(end);
        }

        /// Looks no more.
        void stop() {
            over = true;
            vertx.cancelTimer(timer);
            open.closed(end);
        }

        /// The last word, as the server is about to stop.
        private void end() {
            if (!over) {
                look();
                stop();
                call.response().end();
            }
        }

        private void look() {
            ServingStatus now = status(service);
            if (now != sent) {
                sent = now;
                call.response().write(response(now));
            }
        }
    }
}
