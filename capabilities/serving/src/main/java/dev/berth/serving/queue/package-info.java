/// The queue of one model version: order, shares and size of what executors take from it.
///
/// Start reading at [dev.berth.serving.queue.RequestQueue]. `RequestDeque` makes a cancellation
/// O(1) at any position. Parts of one request have a share of the queue (`FlowShares`, ADR 0052).
///
/// *Overload.* After the queue was full, the newest request is served first until the queue is
/// empty (`OverloadDetector`); if that lasts, only as many wait as are of use (ADR 0013, ADR 0053).
/// `EarlyLoadShedder` rejects most of the others before their bodies are parsed.
@NullMarked
package dev.berth.serving.queue;

import org.jspecify.annotations.NullMarked;
