/// Executes artifacts in worker processes: an engine behind a border that a crash does not cross.
///
/// Start reading at [dev.berth.runtime.process.ProcessIsolation]. `Supervisor` keeps one `Worker`
/// running for each artifact; a `ProcessExecution` has a `WorkerConnection` to it, which is a
/// connection for small frames and a `SharedMemory` for tensors. On the other side of the border
/// are `WorkerMain` and `WorkerConnectionHandler`.
///
/// The worker is not trusted: what it sends is bounded and checked before it is used
/// (`FrameReader`, `ArtifactDescription`, `SharedTensorDescriptor`), and it is killed when it does
/// not answer in time (`WatchdogTimer`). Deliberately absent: Java's serialisation, several
/// artifacts in one process, rights of its own.
@NullMarked
package dev.berth.runtime.process;

import org.jspecify.annotations.NullMarked;
