package dev.berth.runtime.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Does something after a while, unless it is closed before.
final class Alarm implements AutoCloseable {
    private static final Executor THREADS =
            task -> Thread.ofPlatform().name("berth-worker-alarm").daemon().start(task);

    private final CompletableFuture<Void> time = new CompletableFuture<>();

    /// @param action on a thread of its own
    static Alarm after(Duration delay, Runnable action) {
        var alarm = new Alarm();
        var _ = alarm.time.thenRunAsync(action, THREADS);
        var _ = alarm.time.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
        return alarm;
    }

    @Override
    public void close() {
        time.cancel(false);
    }
}
