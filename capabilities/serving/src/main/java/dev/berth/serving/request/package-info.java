/// Requests for predictions, the leases by which they are sent, and their responses.
///
/// Start reading at [dev.berth.serving.request.Lease]. `Timings` records the stages of a request,
/// which add up to its time (ADR 0015). `ScatterGather` sends the parts of one request.
@NullMarked
package dev.berth.serving.request;

import org.jspecify.annotations.NullMarked;
