/// A model version in memory: admission, batching and execution of its requests.
///
/// Start reading at [dev.berth.serving.execution.ModelInstance]. `ModelInstance.submit` rejects a
/// request that cannot meet its deadline (`AdmissionController`) with a retry delay, and otherwise
/// queues it (`DispatchQueues`). An executor thread takes a batch: `BatchExecutor` encodes,
/// `BatchInference` joins (`BatchConcatenator`), executes and splits, `BatchExecutor` decodes and
/// replies. A failure concerns its own request only. `CancellableExecution` terminates a run whose
/// requests have all ended.
///
/// A model of microseconds is queued for the event loop (`InlineExecutor`, ADR 0010), which
/// executes all that it has read as one batch. Background requests have a queue of their own.
@NullMarked
package dev.berth.serving.execution;

import org.jspecify.annotations.NullMarked;
