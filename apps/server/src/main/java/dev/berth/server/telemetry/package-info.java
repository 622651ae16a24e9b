/// What is told of requests once they are answered: metrics, traces and the access log.
///
/// Start reading at [dev.berth.server.telemetry.RequestTelemetry]. Nothing here is on a request's
/// way: a front reports a [dev.berth.server.telemetry.CompletedRequest] after it has written the
/// answer.
@NullMarked
package dev.berth.server.telemetry;

import org.jspecify.annotations.NullMarked;
