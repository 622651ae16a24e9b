/// gRPC: the Open Inference Protocol, health and reflection.
///
/// Start reading at [dev.berth.server.grpc.GrpcFront]. Predictions take the same way as those of
/// HTTP; here is only what gRPC says differently: status, trailers, deadlines, streams.
@NullMarked
package dev.berth.server.grpc;

import org.jspecify.annotations.NullMarked;
