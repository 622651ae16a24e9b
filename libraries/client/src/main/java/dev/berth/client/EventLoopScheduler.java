package dev.berth.client;

/// Thread and clock to which a call is confined.
interface EventLoopScheduler {
    void run(Runnable step);

    /// Runs a step on that thread after a delay.
    Timer after(long nanos, Runnable step);

    /// Scheduled step.
    interface Timer {
        void cancel();
    }
}
