/// Model serving in the process: lifecycle, admission, batching and execution of models, without a
/// network.
///
/// A server wraps [dev.berth.serving.ModelServer]; an application opens `dev.berth.Berth` in
/// `libraries/embedded`. Start reading at `ModelServer`, then `ModelInstance`. Deliberately absent:
/// HTTP, gRPC, JSON, callers and their quotas, configuration files of the process.
///
/// `Leases` gives a [dev.berth.serving.request.Lease] on the latest ready instance (`lifecycle`),
/// which a `Reconciler` made of a package (`loading`); the instance admits, queues (`queue`) and
/// executes the request (`execution`) on threads of the process (`thread`). `SystemCheck` loads all
/// packages without serving.
///
/// *Events.* Leases that callers get publish their predictions if there are listeners
/// (`PublishingLease`, [dev.berth.events.PredictionEvents], ADR 0064); those for parts of a request
/// that was admitted before do not.
///
/// *Ownership.* A tensor has one holder, which closes it exactly once. `TensorPool.blocksInUse()`
/// is zero when nothing is predicted; the tests check that on every path.
@NullMarked
package dev.berth.serving;

import org.jspecify.annotations.NullMarked;
