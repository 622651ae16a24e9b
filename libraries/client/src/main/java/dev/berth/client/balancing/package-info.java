/// Load balancing over a group of servers: discovery, choice, ejection.
///
/// Begin at [dev.berth.client.balancing.ServerGroup]. An attempt takes an `AttemptLease` at the
/// cheaper of two servers on different hosts (`PeakEwma`); new servers get less at first. The
/// lease's end reports the outcome: `Ejection` pauses failing servers, `Probes` tests whether they
/// recovered, `HealthChecks` polls the readiness of the others, `ServerResolver` resolves the list.
/// Nothing here sends a prediction, and all time comes from a clock that is passed in, so that the
/// whole can be simulated.
@NullMarked
package dev.berth.client.balancing;

import org.jspecify.annotations.NullMarked;
