/// gRPC server: the Open Inference Protocol, features, health and reflection.
///
/// Start reading at [dev.berth.server.grpc.GrpcServerHandler], which finds the method. Vert.x's
/// gRPC server is not used (ADR 0018). `MessageFrames` takes messages out of what arrives and
/// rejects those beyond the byte budget by their length; `MessageDecoder` reads them;
/// `CallResponse` sends headers, messages and status. `ServerCall` stands between these and the
/// services, so that each call ends with a status, whatever a step throws. `CallAccess` authorizes.
/// Predictions take the same path as those of HTTP. Deliberately absent: messages in JSON, and
/// gRPC-Web.
@NullMarked
package dev.berth.server.grpc;

import org.jspecify.annotations.NullMarked;
