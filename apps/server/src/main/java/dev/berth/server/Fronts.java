package dev.berth.server;

import dev.berth.server.grpc.GrpcFront;
import dev.berth.server.http.HttpFront;
import dev.berth.server.http2.RequestStream;
import io.vertx.core.Handler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hands the HTTP/2 requests of one event loop to the front that speaks their protocol. That of
/// gRPC is made when the loop has its first call: it reads the descriptions of some hundred
/// messages, and many servers are never asked by gRPC.
final class Fronts implements Handler<RequestStream> {
    private final HttpFront http;
    private final Supplier<GrpcFront> maker;
    private @Nullable GrpcFront grpc;

    /// @param maker called once, on the event loop
    Fronts(HttpFront http, Supplier<GrpcFront> maker) {
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

    private GrpcFront grpc() {
        GrpcFront made = grpc;
        if (made == null) {
            made = maker.get();
            grpc = made;
        }
        return made;
    }
}
