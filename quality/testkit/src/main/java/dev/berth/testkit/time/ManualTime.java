package dev.berth.testkit.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Virtual time of a test: a clock that stands until [#advance], and a scheduler whose tasks run on
/// the thread that advances it, in the order in which they fall due (those due together: in the
/// order in which they were scheduled). While a task runs the clock shows the time at which it was
/// due.
///
/// It may be read, and tasks be scheduled, from any thread; only one thread may advance it.
public final class ManualTime implements LongSupplier, InstantSource {
    /// Not zero, so that code which takes 0 for "never" is found out.
    private static final long START_NANOS = 1_000_000_000_000L;

    private final Instant start;
    private final PriorityQueue<ManualTask<?>> tasks =
            new PriorityQueue<>(
                    Comparator.<ManualTask<?>>comparingLong(task -> task.dueNanos)
                            .thenComparingLong(task -> task.order));
    private long nanos = START_NANOS;
    private long scheduled;

    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualTime(Instant start) {
        this.start = start;
    }

    /// The time as `System.nanoTime()` would give it.
    @Override
    public synchronized long getAsLong() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(getAsLong() - START_NANOS);
    }

    /// A scheduler of this time. Tasks submitted to it without a delay run at the next [#advance].
    public ScheduledExecutorService scheduler() {
        return new ManualScheduler(this);
    }

    /// Moves the clock on, and runs what falls due until then.
    public void advance(Duration time) {
        long end;
        synchronized (this) {
            end = nanos + time.toNanos();
        }
        for (ManualTask<?> task = next(end); task != null; task = next(end)) {
            task.run();
        }
        synchronized (this) {
            nanos = end;
        }
    }

    /// The number of tasks that wait for their time.
    public synchronized int waiting() {
        return tasks.size();
    }

    private synchronized @Nullable ManualTask<?> next(long endNanos) {
        ManualTask<?> task = tasks.peek();
        if (task == null || task.dueNanos - endNanos > 0) {
            return null;
        }
        nanos = Math.max(nanos, task.dueNanos);
        return tasks.poll();
    }

    synchronized <T> ManualTask<T> add(ManualTask<T> task, long delayNanos) {
        task.dueNanos = nanos + Math.max(0, delayNanos);
        task.order = scheduled++;
        tasks.add(task);
        return task;
    }

    synchronized void remove(ManualTask<?> task) {
        tasks.remove(task);
    }
}
