package dev.berth.server;

import dev.berth.server.grpc.GrpcServerHandler;
import dev.berth.server.http.HttpServerHandler;
import dev.berth.server.http2.RequestStream;
import io.vertx.core.Handler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Dispatcher of one event loop's HTTP/2 requests to the handler of their protocol. That of gRPC is
/// made at the loop's first call: it reads the descriptors of some hundred messages, and many
/// servers never get a call.
final class Http2RequestDispatcher implements Handler<RequestStream> {
    private final HttpServerHandler http;
    private final Supplier<GrpcServerHandler> maker;
    private @Nullable GrpcServerHandler grpc;

    /// @param maker called once, on the event loop
    Http2RequestDispatcher(HttpServerHandler http, Supplier<GrpcServerHandler> maker) {
        this.http = http;
        this.maker = maker;
    }

    @Override
    public void handle(RequestStream request) {
        if (request.isCall()) {
            grpc().handle(request);
        } else {
            http.answer(request);
        }
    }

    private GrpcServerHandler grpc() {
        GrpcServerHandler made = grpc;
        if (made == null) {
            made = maker.get();
            grpc = made;
        }
        return made;
    }
}
