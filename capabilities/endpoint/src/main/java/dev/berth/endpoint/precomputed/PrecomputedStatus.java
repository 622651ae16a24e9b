package dev.berth.endpoint.precomputed;

import dev.berth.core.endpoint.EndpointName;
import java.time.Instant;

/// The snapshot that is served for an endpoint.
///
/// @param number which grows with each snapshot of the endpoint
/// @param computed when its computation began
public record PrecomputedStatus(
        EndpointName endpoint, long number, long answers, Instant computed) {}
