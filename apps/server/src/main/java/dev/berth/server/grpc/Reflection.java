package dev.berth.server.grpc;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.List;

/// Server reflection, by which tools find services and messages, in the version of today and under
/// the name that older tools ask for; the messages of both are the same.
final class Reflection {
    private static final ServiceMethod<ServerReflectionRequest, ServerReflectionResponse> V1_ALPHA =
            ServiceMethod.server(
                    ServiceName.create("grpc.reflection.v1alpha", "ServerReflection"),
                    "ServerReflectionInfo",
                    GrpcMessageEncoder.encoder(),
                    GrpcMessageDecoder.decoder(ServerReflectionRequest.getDefaultInstance()));

    private Reflection() {}

    static void addTo(GrpcServer server) {
        ReflectionService reflection = ReflectionService.v1();
        server.addService(reflection);
        reflection.bind(new UnderOldName(server));
    }

    /// Takes what is bound to it under the old name.
    private record UnderOldName(GrpcServer server) implements GrpcServer {
        @Override
        public GrpcServer callHandler(
                Handler<GrpcServerRequest<io.vertx.core.buffer.Buffer, io.vertx.core.buffer.Buffer>>
                        handler) {
            throw new UnsupportedOperationException("reflection binds one method");
        }

        @Override
        @SuppressWarnings("unchecked") // Reflection binds one method, and V1_ALPHA has its types.
        public <Q, A> GrpcServer callHandler(
                ServiceMethod<Q, A> method, Handler<GrpcServerRequest<Q, A>> handler) {
            Handler<?> sameHandler = handler;
            server.callHandler(
                    V1_ALPHA,
                    (Handler<GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse>>)
                            sameHandler);
            return this;
        }

        @Override
        public GrpcServer addService(Service service) {
            return server.addService(service);
        }

        @Override
        public List<Service> services() {
            return server.services();
        }

        @Override
        public void handle(HttpServerRequest request) {
            server.handle(request);
        }
    }
}
