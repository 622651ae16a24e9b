package dev.berth.serving.thread;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The clock and the timers of a server: the system's, or those of a test in virtual time.
///
/// @param nanoClock the scale of the deadlines of requests
/// @param timers makes a timer of one thread with this name, which its user shuts down
public record ServingTime(
        LongSupplier nanoClock, Function<String, ScheduledExecutorService> timers) {
    /// The time of the system, as [System#nanoTime()] counts it.
    public static final ServingTime SYSTEM = new ServingTime(System::nanoTime, ServingTime::timer);

    private static ScheduledExecutorService timer(String threadName) {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name(threadName).daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
