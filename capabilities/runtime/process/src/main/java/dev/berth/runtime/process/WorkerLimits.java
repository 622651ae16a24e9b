package dev.berth.runtime.process;

import java.time.Duration;

/// Time limits of a worker's operations, and the delays between its restarts.
///
/// @param startMax to come up and load its artifact, or to open an execution
/// @param obeyMax to end a run that it was signalled to end, or to do what takes no time
/// @param backoffMin before another is started the first time
/// @param backoffMax the same after many times in a row
/// @param steady when it has been up for so long, the next counts as the first
record WorkerLimits(
        Duration startMax,
        Duration obeyMax,
        Duration backoffMin,
        Duration backoffMax,
        Duration steady) {

    /// Large weights from a slow disk take minutes. A single operator, which no engine interrupts,
    /// takes seconds at most.
    static WorkerLimits usual() {
        return new WorkerLimits(
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
    }
}
