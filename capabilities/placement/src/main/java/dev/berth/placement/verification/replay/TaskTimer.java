package dev.berth.placement.verification.replay;

/// Timer of a replay: the machine's own ([PreciseTimer]), or virtual time.
public interface TaskTimer {
    /// Runs a task, not before its time. Those due earlier run earlier.
    ///
    /// @param dueNanos of the clock that goes with the timer; in the past for as soon as possible
    void at(long dueNanos, Runnable work);
}
