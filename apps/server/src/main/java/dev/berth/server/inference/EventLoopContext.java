package dev.berth.server.inference;

import dev.berth.server.memory.EventLoopByteBudget;
import dev.berth.serving.request.InlineExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// One event loop: the thread on which a protocol handler reads requests and writes responses, and
/// the [InlineExecutor] of quick models. Thread-safe.
public final class EventLoopContext {
    /// Ten looks a second find what holds a loop up for longer, and cost nothing.
    private static final long DELAY_PAUSE_MILLIS = 100;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ContextInternal context;
    private final InlineExecutor inline;
    private final EventLoopByteBudget bytes;

    private EventLoopContext(ContextInternal context, int index, EventLoopByteBudget bytes) {
        this.bytes = bytes;
        this.context = context;
        this.inline = new InlineExecutor(index, task -> context.runOnContext(v -> task.run()));
    }

    /// The event loop that this is called on.
    ///
    /// @param index from 0 on, another for each event loop of the server
    /// @param bytes what its requests and answers take is counted with this
    public static EventLoopContext current(Vertx vertx, int index, EventLoopByteBudget bytes) {
        return new EventLoopContext((ContextInternal) vertx.getOrCreateContext(), index, bytes);
    }

    public Context context() {
        return context;
    }

    public InlineExecutor inline() {
        return inline;
    }

    /// What the requests of this event loop hold; to be used on it alone.
    public EventLoopByteBudget bytes() {
        return bytes;
    }

    /// Reports periodically how late the event loop was with a timer: the time that a request waits
    /// before it is read.
    ///
    /// @param delayed takes nanoseconds, on the event loop
    public void watchDelay(LongConsumer delayed) {
        long[] dueNanos = {System.nanoTime() + DELAY_PAUSE_MILLIS * NANOS_PER_MILLI};
        context.owner()
                .setPeriodic(
                        DELAY_PAUSE_MILLIS,
                        id -> {
                            long now = System.nanoTime();
                            delayed.accept(Math.max(0, now - dueNanos[0]));
                            dueNanos[0] = now + DELAY_PAUSE_MILLIS * NANOS_PER_MILLI;
                        });
    }

    /// Whether the calling thread is the event loop's.
    boolean isHere() {
        return context.inThread();
    }

    /// Runs a task on the event loop after what it does now.
    public void later(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    /// Does on a worker what would hold the event loop up, and continues here. What waits for a
    /// worker is bounded by [#bytes()], which counts it.
    ///
    /// @param then takes what came of it
    /// @param failed takes what the work threw
    public <T> void executeOnWorker(
            Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        context.executeBlocking(work, false).onComplete(then::accept, failed::accept);
    }
}
