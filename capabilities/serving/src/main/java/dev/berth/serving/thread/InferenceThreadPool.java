package dev.berth.serving.thread;

import dev.berth.scheduling.LowPriority;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The platform threads that run encoders, engines and decoders, shared by all models of the
/// process.
///
/// A fixed number of threads, since more of them than processors only makes each slower; a task per
/// model that has work, not per request, so the queue of tasks is bounded by the number of
/// executors of all models. Platform threads, since native calls would pin virtual ones.
public final class InferenceThreadPool implements Executor, AutoCloseable {
    private final LifoThreadPool threads;
    private final BackgroundPool background;
    private final ScheduledExecutorService timer;
    private final LongTasks longTasks;

    public InferenceThreadPool(int threadCount, ServingTime time) {
        this.background = new BackgroundPool(threadCount);
        this.threads =
                new LifoThreadPool(
                        threadCount,
                        LowPriority.interruptible(
                                Thread.ofPlatform().name("berth-execute-", 0).daemon()),
                        background::foregroundLeft);
        this.timer = time.timers().apply("berth-batch-delay");
        this.longTasks = new LongTasks(this, Math.max(1, threadCount / 2));
    }

    @Override
    public void execute(Runnable task) {
        background.foregroundCame();
        threads.execute(task);
    }

    /// For what may keep a thread for long and is no model's batch.
    public LongTasks longTasks() {
        return longTasks;
    }

    /// For what may run only while this leaves a processor idle.
    public BackgroundPool background() {
        return background;
    }

    public int threadCount() {
        return threads.count();
    }

    /// Threads that run something at this moment.
    public int busyCount() {
        return threads.busy();
    }

    /// Whether another model's task waits for a thread.
    public boolean isContended() {
        return threads.isContended();
    }

    public void executeAfter(long delayNanos, Runnable task) {
        var _ = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.close();
        background.close();
    }
}
