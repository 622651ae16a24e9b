/// Model serving in the process: lifecycle, admission, batching and execution of models, without a
/// network.
///
/// A server wraps [dev.berth.serving.ModelServer]; an application opens `dev.berth.Berth` in
/// `libraries/embedded`. Start reading at `ModelServer`, then `ModelInstance`. Deliberately absent:
/// HTTP, gRPC, JSON, callers and their quotas, configuration files of the process.
///
/// *Request path.* `Leases` gives a [dev.berth.serving.Lease] on the latest ready instance; a
/// reload does not affect the request afterwards. An on-demand version is loaded first
/// (`OnDemandLoadQueue`, ADR 0012), and no thread waits for that. `ModelInstance.submit` rejects a
/// request that cannot meet its deadline (`AdmissionController`) with a retry delay, and otherwise
/// queues it (`DispatchQueues`, `RequestQueue`). `RequestDeque` makes a cancellation O(1) at any
/// position. An executor thread takes a batch: `BatchExecutor` encodes, `BatchInference` joins
/// (`BatchConcatenator`), executes and splits, `BatchExecutor` decodes and replies. A failure
/// concerns its own request only.
///
/// *Queues.* A model of microseconds is queued for the event loop (`InlineExecutor`, ADR 0010),
/// which executes all that it has read as one batch. Parts of one request have a share of the queue
/// (`FlowShares`, ADR 0052). Background requests have a queue of their own and run on processors
/// that the foreground leaves idle (`BackgroundPool`, ADR 0028).
///
/// *Overload.* After the queue was full, the newest request is served first until the queue is
/// empty (`OverloadDetector`); if that lasts, only as many wait as are of use (ADR 0013, ADR 0053).
/// `EarlyLoadShedder` rejects most of the others before their bodies are parsed.
///
/// *Time.* Every request has a deadline: its caller's or the package's. `DeadlineEnforcer` ends it
/// at any stage (ADR 0017). `CancellableExecution` terminates a run whose requests have all ended.
/// `Timings` records the stages, which add up to the request's time (ADR 0015).
///
/// *Events.* Leases that callers get publish their predictions if there are listeners
/// (`PublishingLease`, [dev.berth.events.PredictionEvents], ADR 0064); those for parts of a request
/// that was admitted before do not.
///
/// *Loading.* `Reconciler` plans one task per model (`ModelReconciler`) on the `LoadThreads`.
/// `PackageLoader` reserves room in the `MemoryBudget`, which evicts idle models if there is a
/// limit; `TuningResolver` applies tuned settings (ADR 0016); `InstanceLoader` loads the artifact
/// (`NullArtifact` for a package of steps alone, ADR 0023); `PackageValidator` follows the tensors
/// from the signature's inputs to its outputs; `WarmUp` predicts the examples. Then the new
/// instance replaces the old one, which `InstanceReaper` closes after its last lease. A broken
/// package is marked as failed, and its earlier state serves. `SystemCheck` does all this without
/// serving.
///
/// *Overrides.* A load request may bring files (`OverrideFolder`) or settings
/// (`OverrideValidator`). `OverrideStager` loads all or nothing, with the artifacts that were
/// loaded to describe the files (`PreloadedArtifacts`). `Overrides` replaces the directory's
/// packages until the next load or unload.
///
/// *Ownership.* A tensor has one holder, which closes it exactly once. `TensorPool.blocksInUse()`
/// is zero when nothing is predicted; the tests check that on every path.
@NullMarked
package dev.berth.serving;

import org.jspecify.annotations.NullMarked;
