package dev.berth.client;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/// Scheduler on an event loop of Vert.x.
final class LoopTimers implements EventLoopScheduler {
    private static final long MILLI_NANOS = 1_000_000;

    private final Vertx vertx;
    private final Context context;

    LoopTimers(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public void run(Runnable step) {
        context.runOnContext(now -> step.run());
    }

    /// Only called on this loop, where Vert.x then runs its timers. Rounded up to milliseconds.
    @Override
    public Timer after(long nanos, Runnable step) {
        long millis = Math.max(1, (nanos + MILLI_NANOS - 1) / MILLI_NANOS);
        long id = vertx.setTimer(millis, timer -> step.run());
        return () -> vertx.cancelTimer(id);
    }
}
