package dev.berth.runtime.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Time by which workers are supervised.
///
/// @param nanoClock as [System#nanoTime]
record WorkerTime(LongSupplier nanoClock, Delays delays) {
    /// The machine's.
    static final WorkerTime SYSTEM = new WorkerTime(System::nanoTime, WorkerTime::after);

    /// Scheduler of short actions.
    @FunctionalInterface
    interface Delays {
        /// Runs the action after a delay, unless what is returned is cancelled before.
        Future<?> after(Duration delay, Runnable action);
    }

    private static Future<?> after(Duration delay, Runnable action) {
        var time = new CompletableFuture<Void>();
        var _ = time.thenRun(action);
        return time.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    long nanos() {
        return nanoClock.getAsLong();
    }
}
