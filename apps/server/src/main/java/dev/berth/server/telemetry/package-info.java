/// Telemetry of answered requests: metrics, traces and the access log.
///
/// Start reading at [dev.berth.server.telemetry.RequestTelemetry]. Nothing here is on a request's
/// path: a protocol handler reports a [dev.berth.server.telemetry.CompletedRequest] after it has
/// written the response. Traces are made from its timings afterwards (ADR 0015).
@NullMarked
package dev.berth.server.telemetry;

import org.jspecify.annotations.NullMarked;
