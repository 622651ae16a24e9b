package dev.berth.server.grpc;

import dev.berth.proto.GrpcServiceProto;
import dev.berth.server.predict.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the gRPC calls of one event loop.
public final class GrpcFront implements Handler<HttpServerRequest> {
    /// What [MessageDecoder] can undo.
    private static final String CODINGS = "identity,gzip";

    private static final Logger LOG = LoggerFactory.getLogger(GrpcFront.class);

    private final GrpcServer server;
    private final int messageBytesMax;
    private final CallEntry entry;

    /// Must be called on the event loop that it is for.
    public GrpcFront(Vertx vertx, EventLoop loop, GrpcSurroundings surroundings) {
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
        messageBytesMax = surroundings.messageBytesMax();
        server = GrpcServer.server(vertx, options);
        entry = new CallEntry(vertx, surroundings.access().gate(), loop.bytes());
        var open = new OpenCalls(loop.context(), surroundings.traffic());
        server.addService(new InferenceService(loop, surroundings, entry, open).service());
        server.addService(new HealthService(surroundings, entry, open).service());
        Reflection.addTo(server, messageBytesMax, entry, open);
    }

    /// Reads the descriptions of all messages, so that no event loop has to do so at its first
    /// call. Blocks for some tenths of a second.
    public static void prepare() {
        var _ = GrpcServiceProto.getDescriptor();
        var _ = HealthProto.getDescriptor();
        var _ = ServerReflectionProto.getDescriptor();
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            String coding = request.getHeader("grpc-encoding");
            boolean compressed = "gzip".equals(coding);
            if (compressed || coding == null || coding.equals("identity")) {
                var memory = new MessageMemory(entry.bytes());
                var frames = new MessageFrames(compressed, messageBytesMax, memory);
                entry.enter(
                        memory, () -> server.handle(new FramedRequest(request, frames, memory)));
            } else {
                refuse(request, coding);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a call failed before it began", e);
            end(
                    request.response(),
                    GrpcStatus.INTERNAL,
                    "internal-error: the server failed on the call; report it with the server's log");
        }
    }

    /// Source: gRPC's specification of compression, case "compressed with an algorithm that the
    /// server does not support".
    private static void refuse(HttpServerRequest request, String coding) {
        String message =
                "unimplemented: grpc-encoding '%s' (expected: one of %s); compress with one of these"
                        .formatted(coding.replaceAll("[^a-zA-Z0-9_-]", "?"), CODINGS);
        end(
                request.response().putHeader("grpc-accept-encoding", CODINGS),
                GrpcStatus.UNIMPLEMENTED,
                message);
    }

    private static void end(HttpServerResponse response, GrpcStatus status, String message) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
                .putHeader("grpc-status", Integer.toString(status.code))
                .putHeader("grpc-message", message)
                .end();
    }
}
