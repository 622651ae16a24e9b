package dev.berth.server.grpc;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;

/// Answers the gRPC calls of one event loop.
public final class GrpcFront implements Handler<HttpServerRequest> {
    private final GrpcServer server;

    /// Must be called on the event loop that it is for.
    public GrpcFront(Vertx vertx, GrpcSurroundings surroundings) {
        var options =
                new GrpcServerOptions()
                        // A deadline ends the prediction; the call then ends with its problem.
                        .setScheduleDeadlineAutomatically(false)
                        .setMaxMessageSize(surroundings.messageBytesMax());
        for (GrpcProtocol protocol : GrpcProtocol.values()) {
            if (protocol != GrpcProtocol.HTTP_2) {
                options.removeEnabledProtocol(protocol);
            }
        }
        server = GrpcServer.server(vertx, options);
        server.addService(new InferenceService(vertx, surroundings).service());
        server.addService(new HealthService(vertx, surroundings).service());
        Reflection.addTo(server);
    }

    @Override
    public void handle(HttpServerRequest request) {
        server.handle(request);
    }
}
