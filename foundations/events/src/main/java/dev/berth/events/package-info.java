/// Prediction events: what was predicted, for listeners that are not part of answering it, such as
/// logs of predictions, monitoring and the joining of labels.
///
/// Start at [dev.berth.events.PredictionListener]; [dev.berth.events.PredictionEvents] delivers.
/// Serving and endpoints call `PredictionEvents.begin` when they admit a request of a caller, and
/// the [dev.berth.events.PredictionRecorder] that they get when they have answered it. Without a
/// listener they hold no `PredictionEvents`, so a prediction costs one comparison with null.
///
/// *Granularity.* One event is one request that a model executes (one or more records of the same
/// shape), or one record of an endpoint. Calls that an endpoint makes to answer a record are part
/// of its event; shadows and warm-up have none. Nor have requests that never got so far: unknown
/// names, bodies that cannot be read, quotas; the access log has those.
///
/// *Delivery.* Each listener has a queue bounded in events and bytes, and a thread of low priority.
/// The thread of a prediction adds to the queue and never waits, not even to wake the listener up,
/// which looks again every 10 ms. What finds the queue full is lost and counted.
///
/// *Memory.* Inputs and outputs are held only for listeners whose [dev.berth.events.Interest]
/// includes them: the tensors are shared, or copied where a small slice would keep a large block.
/// They are given back after the last listener has returned.
///
/// Deliberately absent: guaranteed delivery, storage, the network, synchronous listeners (a
/// `ServingListener` or `EndpointListener` is one).
@NullMarked
package dev.berth.events;

import org.jspecify.annotations.NullMarked;
