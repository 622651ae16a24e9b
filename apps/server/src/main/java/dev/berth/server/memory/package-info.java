/// Byte budget of requests and responses in flight, over all connections.
///
/// Start reading at [dev.berth.server.memory.InFlightByteBudget]. Each event loop counts in an
/// `EventLoopByteBudget` and draws from the shared budget in steps. A body or message that finds no
/// room is rejected by its length, before memory is allocated: `RequestBodyAggregator` for HTTP,
/// `MessageFrames` for gRPC. What a connection holds before its request is known (headers, frames)
/// is bounded by the number of connections and the protocols' limits; tensors have their own pool.
@NullMarked
package dev.berth.server.memory;

import org.jspecify.annotations.NullMarked;
