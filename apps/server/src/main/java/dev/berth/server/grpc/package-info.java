/// gRPC: the Open Inference Protocol, health and reflection.
///
/// Start reading at [dev.berth.server.grpc.GrpcServerHandler]. Predictions take the same way as
/// those of HTTP; here is only what gRPC says differently: frames of messages, status, trailers,
/// deadlines, streams. Deliberately absent: messages in JSON, and browsers' form of gRPC.
@NullMarked
package dev.berth.server.grpc;

import org.jspecify.annotations.NullMarked;
