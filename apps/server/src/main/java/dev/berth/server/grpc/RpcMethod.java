package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.server.http2.RequestStream;
import java.util.function.Function;

/// A method that callers can call.
///
/// @param name with its service: `inference.GRPCInferenceService/ModelInfer`
/// @param decoder of its messages
/// @param opening begins what the service does with one call; what it throws ends the call
record RpcMethod<Q extends Message, A extends Message>(
        String name,
        MessageDecoder<Q> decoder,
        Function<ServerCall<Q, A>, CallHandler<Q>> opening) {

    /// Begins a call.
    ///
    /// @param coding that the call names
    void begin(Methods methods, RequestStream stream, MessageCoding coding) {
        new ServerCall<>(methods, this, stream, coding).begin();
    }
}
