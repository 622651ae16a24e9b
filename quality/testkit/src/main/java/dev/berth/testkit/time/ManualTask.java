package dev.berth.testkit.time;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Task of a [ManualScheduler], once or again and again.
final class ManualTask<T> extends FutureTask<T> implements RunnableScheduledFuture<T> {
    private final ManualTime time;
    private final long periodNanos;
    long dueNanos;
    long order;

    /// @param periodNanos between two runs; 0 if it runs once
    ManualTask(ManualTime time, Callable<T> task, long periodNanos) {
        super(task);
        this.time = time;
        this.periodNanos = periodNanos;
    }

    @Override
    public void run() {
        if (periodNanos == 0) {
            super.run();
        } else if (runAndReset()) {
            var _ = time.add(this, periodNanos);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        time.remove(this);
        return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isPeriodic() {
        return periodNanos > 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueNanos - time.getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
