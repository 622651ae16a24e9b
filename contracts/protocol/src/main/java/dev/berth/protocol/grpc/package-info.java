/// The Open Inference Protocol v2 over gRPC: its generated messages to core types and back.
///
/// Start reading at [dev.berth.protocol.grpc.InferMessageCodec]. Deliberately absent: the service,
/// which the server has.
@NullMarked
package dev.berth.protocol.grpc;

import org.jspecify.annotations.NullMarked;
