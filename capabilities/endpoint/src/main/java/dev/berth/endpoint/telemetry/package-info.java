/// Telemetry of endpoints: what listeners are notified of, and counters.
///
/// Start at [EndpointListener].
@NullMarked
package dev.berth.endpoint.telemetry;

import org.jspecify.annotations.NullMarked;
