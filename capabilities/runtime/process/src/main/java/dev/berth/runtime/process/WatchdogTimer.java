package dev.berth.runtime.process;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Runs an action after a delay, unless it is closed before. The action is never lost: while no
/// thread can be started for it, it is retried.
final class WatchdogTimer implements AutoCloseable {
    private static final Executor THREADS =
            task -> Thread.ofPlatform().name("berth-worker-alarm").daemon().start(task);

    /// Until others may have given up a thread.
    static final Duration AGAIN = Duration.ofMillis(100);

    private final WorkerTime time;
    private final Runnable action;
    private final Executor threads;
    private volatile @Nullable Future<?> delay;
    private volatile boolean closed;

    private WatchdogTimer(WorkerTime time, Runnable action, Executor threads) {
        this.time = time;
        this.action = action;
        this.threads = threads;
    }

    /// @param action on a thread of its own
    static WatchdogTimer after(WorkerTime time, Duration delay, Runnable action) {
        return after(time, delay, action, THREADS);
    }

    /// @param threads throw an [Error] when they have none
    static WatchdogTimer after(WorkerTime time, Duration delay, Runnable action, Executor threads) {
        var alarm = new WatchdogTimer(time, action, threads);
        alarm.delay = time.delays().after(delay, alarm::ring);
        return alarm;
    }

    private void ring() {
        if (closed) {
            return;
        }
        try {
            threads.execute(action);
        } catch (RuntimeException | Error noThread) {
            var _ = time.delays().after(AGAIN, this::ring);
        }
    }

    @Override
    public void close() {
        closed = true;
        Future<?> waiting = delay;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}
