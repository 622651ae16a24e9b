package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import dev.berth.proto.GrpcServiceProto;
import dev.berth.proto.feast.serving.ServingServiceProto;
import dev.berth.proto.features.FeatureEventsProto;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.http2.RequestStream;
import dev.berth.server.inference.EventLoopContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the gRPC calls of one event loop.
///
/// Source: gRPC over HTTP/2, "Requests".
public final class GrpcServerHandler implements Handler<RequestStream> {
    private static final String CONTENT_TYPE = "application/grpc";
    private static final CharSequence CODING = HttpHeaders.createOptimized("grpc-encoding");

    private static final Logger LOG = LoggerFactory.getLogger(GrpcServerHandler.class);

    private final Methods methods;

    /// Must be called on the event loop that it is for.
    public GrpcServerHandler(Vertx vertx, EventLoopContext loop, GrpcServerContext context) {
        methods =
                new Methods(
                        vertx,
                        context.access().authorizer(loop::later),
                        loop.bytes(),
                        context.messageBytesMax());
        var open = new OpenCalls(loop.context(), context.traffic());
        new InferenceService(loop, context, methods, open).add();
        new HealthService(context, methods, open).add();
        context.features()
                .map(offered -> new FeatureReading(loop, offered))
                .ifPresent(
                        reading -> {
                            new FeastService(loop, context, reading, methods).add();
                            new FeatureEventsService(context, reading, methods).add();
                        });
        Reflection.addTo(methods, open);
    }

    /// Reads the descriptions of all messages, so that no event loop has to do so at its first
    /// call. Blocks for some tenths of a second.
    public static void prepare() {
        var _ = GrpcServiceProto.getDescriptor();
        var _ = ServingServiceProto.getDescriptor();
        var _ = FeatureEventsProto.getDescriptor();
        var _ = HealthProto.getDescriptor();
        var _ = ServerReflectionProto.getDescriptor();
    }

    @Override
    public void handle(RequestStream stream) {
        try {
            begin(stream);
        } catch (RuntimeException | Error e) {
            LOG.error("a call failed before it began", e);
            new CallResponse(stream)
                    .end(
                            GrpcStatus.INTERNAL,
                            "internal-error: the server failed on the call; report it with the"
                                    + " server's log",
                            Map.of());
        }
    }

    private void begin(RequestStream stream) {
        MultiMap headers = stream.headers();
        if (!isProtobuf(headers.get(HttpHeaders.CONTENT_TYPE))) {
            new CallResponse(stream).refuse(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        String named = headers.get(CODING);
        MessageCoding coding = MessageCoding.find(named);
        if (coding == null) {
            refuseCoding(stream, String.valueOf(named));
            return;
        }
        String path = stream.path();
        RpcMethod<?, ?> method = methods.find(path);
        if (method == null) {
            refuseMethod(stream, path);
            return;
        }
        method.begin(methods, stream, coding);
    }

    /// Of the forms that gRPC has for messages, JSON and those of browsers are not offered.
    private static boolean isProtobuf(@Nullable String contentType) {
        if (contentType == null || !contentType.startsWith(CONTENT_TYPE)) {
            return false;
        }
        int end = CONTENT_TYPE.length();
        return contentType.length() == end
                || contentType.startsWith(";", end)
                || contentType.startsWith("+proto", end);
    }

    /// Source: gRPC's specification of compression, case "compressed with an algorithm that the
    /// server does not support".
    private static void refuseCoding(RequestStream stream, String coding) {
        var response = new CallResponse(stream);
        response.end(
                GrpcStatus.UNIMPLEMENTED,
                "unimplemented: grpc-encoding '%s' (expected: one of %s); compress with one of these"
                        .formatted(coding.replaceAll("[^a-zA-Z0-9_-]", "?"), MessageCoding.TOKENS),
                Map.of());
    }

    private static void refuseMethod(RequestStream stream, String path) {
        Statuses.fail(
                new CallResponse(stream),
                Problem.of(
                        ProblemCode.UNIMPLEMENTED,
                        "no method is called by " + SanitizedText.of(SanitizedText.masked(path)),
                        "make the client from the protocol's .proto files, or ask reflection"),
                "of no method");
    }
}
