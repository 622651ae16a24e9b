package dev.berth.runtime.process;

import java.time.Duration;

/// Time limits of a worker's operations, and the delays between its restarts.
///
/// @param startMax to come up and load its artifact, or to open an execution
/// @param obeyMax to end a run that it was signalled to end, or to do what takes no time
/// @param endMax to end when its connections are closed, or when it is killed; on a busy machine it
///   takes a while until that is seen
/// @param wordsMax to read its last output when it has ended, which what it has started may keep
///   open
/// @param backoffMin before another is started the first time
/// @param backoffMax the same after many times in a row
/// @param steady when it has been up for so long, the next counts as the first
record WorkerLimits(
        Duration startMax,
        Duration obeyMax,
        Duration endMax,
        Duration wordsMax,
        Duration backoffMin,
        Duration backoffMax,
        Duration steady) {

    /// Large weights from a slow disk take minutes. A single operator, which no engine interrupts,
    /// takes seconds at most.
    static WorkerLimits usual() {
        return new WorkerLimits(
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
    }
}
