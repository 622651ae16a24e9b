/// The process: HTTP and gRPC on one port, over the serving capability.
///
/// Start reading at [dev.berth.server.BerthServer], the one composition root. A request enters at
/// `http.HttpFront`, a call of gRPC at `grpc.GrpcFront`; both decode with the protocol module,
/// submit through `predict.Predictions` and report to `observe.Observers` when the answer is
/// written. Deliberately absent: batching, queues and models, which the serving capability has; and
/// any knowledge of JSON or protobuf fields, which the protocol has.
@NullMarked
package dev.berth.server;

import org.jspecify.annotations.NullMarked;
