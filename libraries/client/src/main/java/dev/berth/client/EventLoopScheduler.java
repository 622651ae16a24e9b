package dev.berth.client;

/// The one thread on which everything of a call happens, and its clock.
interface EventLoopScheduler {
    void run(Runnable step);

    /// Runs a step on that thread after a while.
    Timer after(long nanos, Runnable step);

    /// A step that is due.
    interface Timer {
        void cancel();
    }
}
