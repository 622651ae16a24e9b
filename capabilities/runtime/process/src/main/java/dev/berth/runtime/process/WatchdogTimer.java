package dev.berth.runtime.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Runs an action after a delay, unless it is closed before. The action is never lost: while no
/// thread can be started for it, it is retried.
final class WatchdogTimer implements AutoCloseable {
    private static final Executor THREADS =
            task -> Thread.ofPlatform().name("berth-worker-alarm").daemon().start(task);

    /// Until others may have given up a thread.
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final CompletableFuture<Void> time = new CompletableFuture<>();
    private final Runnable action;
    private final Executor threads;
    private volatile boolean closed;

    private WatchdogTimer(Runnable action, Executor threads) {
        this.action = action;
        this.threads = threads;
    }

    /// @param action on a thread of its own
    static WatchdogTimer after(Duration delay, Runnable action) {
        return after(delay, action, THREADS);
    }

    /// @param threads throw an [Error] when they have none
    static WatchdogTimer after(Duration delay, Runnable action, Executor threads) {
        var alarm = new WatchdogTimer(action, threads);
        var _ = alarm.time.thenRun(alarm::ring);
        var _ = alarm.time.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
        return alarm;
    }

    private void ring() {
        if (closed) {
            return;
        }
        try {
            threads.execute(action);
        } catch (RuntimeException | Error noThread) {
            CompletableFuture.delayedExecutor(AGAIN.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(this::ring);
        }
    }

    @Override
    public void close() {
        closed = true;
        time.cancel(false);
    }
}
