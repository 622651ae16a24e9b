/// The servers that a client may ask: where they come from, which of them is asked next, and for
/// how long one that fails is left alone.
///
/// Begin at [dev.berth.client.balancing.ServerGroup]. Nothing here sends a prediction, and all time
/// comes from a clock that is passed in, so that the whole can be simulated.
@NullMarked
package dev.berth.client.balancing;

import org.jspecify.annotations.NullMarked;
