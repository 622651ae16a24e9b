/// Server process: HTTP and gRPC on one port over the serving capability.
///
/// Start reading at [dev.berth.server.BerthServer], the composition root. A request enters at
/// `http.HttpServerHandler`, a gRPC call at `grpc.GrpcServerHandler`; both decode with the protocol
/// module, submit through `inference.Predictions` and report to `telemetry.RequestTelemetry` after
/// the response is written. Deliberately absent: batching, queues and models (serving); JSON and
/// protobuf fields (protocol).
///
/// *Start.* `BerthServer` first checks that the port is free. It creates the event loops
/// (`AsyncInitializer`) while `ModelServer` loads the packages, and opens the port when all are
/// ready or failed. If a part fails, those before it are closed in reverse order
/// (`CloseOnFailure`). gRPC classes are prepared afterwards; each event loop creates its gRPC
/// handler at its first call (`Http2RequestDispatcher`). `StartupPreloader` loads engine, schemas
/// and metrics in parallel (ADR 0046).
///
/// *Slow clients.* `ConnectionReaper` checks the connections of each event loop four times a second
/// and closes those that stand still for too long; `ConnectionProgressHandler` counts reads and
/// marks where requests begin and end. A connection is checked from its acceptance on
/// (`WatchedTransport`, ADR 0047), before Vert.x sees its first byte, and counts in `Connections`
/// from then on. While a client does not take its responses, its connection is not read, and the
/// kernel holds at most 256 KB for it (ADR 0044). `StalledResponseReaper` ends single streams of
/// HTTP/2 that the client's window blocks. On stop the server waits until connections have settled
/// (ADR 0055).
///
/// *Abuse.* `Http2ControlFrameLimiter` closes HTTP/2 connections with more pings, settings changes
/// or protocol errors than a client has reason to send. After oversized headers a connection pauses
/// for 50 to 100 ms: a reconnect of such a client would cost more than rejecting some of its
/// requests.
///
/// *Writes.* `Http2WriteConsolidator` sends all that one turn of the event loop wrote as one
/// buffer: a buffer of its own costs more than the bytes.
///
/// *Limits.* `ServerLimits` has the limits of the process; those of a model are in its package
/// (`limits`, `batch`). Other queues and caches have a named limit beside their use.
@NullMarked
package dev.berth.server;

import org.jspecify.annotations.NullMarked;
