package dev.berth.server;

import dev.berth.server.grpc.CallStream;
import dev.berth.server.grpc.GrpcFront;
import io.vertx.core.Handler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gRPC front of one event loop, made when that loop has its first gRPC call: it reads the
/// descriptions of some hundred messages, and many servers are never asked by gRPC.
final class FirstCall implements Handler<CallStream> {
    private final Supplier<GrpcFront> maker;
    private @Nullable GrpcFront front;

    /// @param maker called once, on the event loop
    FirstCall(Supplier<GrpcFront> maker) {
        this.maker = maker;
    }

    @Override
    public void handle(CallStream call) {
        GrpcFront made = front;
        if (made == null) {
            made = maker.get();
            front = made;
        }
        made.handle(call);
    }
}
