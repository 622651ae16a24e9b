/// Worker processes: engines behind a border that a crash does not cross (ADR 0024).
///
/// Start reading at [dev.berth.runtime.process.ProcessIsolation]. A package with `isolation:
/// process` gets its artifact from the same engine behind `ProcessRuntime`. A `Supervisor` keeps
/// one `Worker` running per artifact and restarts it. A `ProcessExecution` holds a
/// `WorkerConnection`: a connection for small frames, which say where tensors lie, and a
/// `SharedMemory` for the tensors. On the other side `WorkerMain` loads, connects and terminates;
/// `WorkerConnectionHandler` serves one connection per thread. While there is no worker,
/// `ModelInstance` rejects requests before they are queued.
///
/// The worker is not trusted: what it sends is bounded and checked before use (`FrameReader`,
/// `ArtifactDescription`, `SharedTensorDescriptor`), and it is killed when it does not answer in
/// time (`WatchdogTimer`). `WorkerExit` describes its end. A package's tokenizer runs in a worker
/// of its own (ADR 0050): `InstanceLoader` gives the steps a `FunctionIsolation`, and
/// `TokenizerRuntime` is a `StepRuntime` that no package can name.
///
/// Deliberately absent: Java serialization, several artifacts in one process, rights of its own.
@NullMarked
package dev.berth.runtime.process;

import org.jspecify.annotations.NullMarked;
