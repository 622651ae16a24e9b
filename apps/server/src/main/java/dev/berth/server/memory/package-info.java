/// The bytes that requests and answers take while they are under way, bounded over all connections.
///
/// Start reading at [dev.berth.server.memory.InFlightByteBudget]. What a connection holds before
/// its request is known (headers, frames) is bounded by the number of connections and by the limits
/// of the protocols; tensors have their own pool.
@NullMarked
package dev.berth.server.memory;

import org.jspecify.annotations.NullMarked;
