package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.server.access.Gate;
import dev.berth.server.bytes.LoopBytes;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the gRPC calls of one event loop begin: each as a [GuardedCall] whose messages are
/// counted.
///
/// Vert.x's server stands between the request, whose bytes are counted as they arrive, and the
/// call, which gives them back; it begins the call before it returns, so that the two find each
/// other here.
final class CallEntry {
    private final Vertx vertx;
    private final Gate gate;
    private final LoopBytes bytes;
    private @Nullable MessageMemory entering;

    CallEntry(Vertx vertx, Gate gate, LoopBytes bytes) {
        this.vertx = vertx;
        this.gate = gate;
        this.bytes = bytes;
    }

    Gate gate() {
        return gate;
    }

    Vertx vertx() {
        return vertx;
    }

    LoopBytes bytes() {
        return bytes;
    }

    /// Hands a request to Vert.x's server.
    ///
    /// @param memory counts the messages of the call
    /// @param handing does so
    void enter(MessageMemory memory, Runnable handing) {
        entering = memory;
        try {
            handing.run();
        } finally {
            entering = null;
        }
    }

    /// Has a conversation for each call of those whom the gate lets in.
    <Q extends Message, A extends Message> Handler<GrpcServerRequest<Q, A>> each(
            ServiceMethod<Q, A> method, Function<GuardedCall<Q, A>, Conversation<Q>> opening) {
        return eachOfAnybody(
                method,
                call -> {
                    call.enter(gate);
                    return opening.apply(call);
                });
    }

    /// Has a conversation for each call, of anybody.
    ///
    /// @param method has a [MessageDecoder]
    <Q extends Message, A extends Message> Handler<GrpcServerRequest<Q, A>> eachOfAnybody(
            ServiceMethod<Q, A> method, Function<GuardedCall<Q, A>, Conversation<Q>> opening) {
        var decoder = (MessageDecoder<Q>) method.decoder();
        return request -> {
            MessageMemory memory = entering;
            if (memory == null) {
                throw new IllegalStateException("a call that did not enter here");
            }
            new GuardedCall<>(this, request, memory, decoder).begin(opening);
        };
    }
}
