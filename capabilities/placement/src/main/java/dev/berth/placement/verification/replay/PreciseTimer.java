package dev.berth.placement.verification.replay;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/// Timer with one thread, late by microseconds: it sleeps until shortly before a task and spins for
/// the rest, since a sleeping thread wakes up some 60 µs late. Thread-safe.
public final class PreciseTimer implements TaskTimer, AutoCloseable {
    /// The kernel wakes a thread up to 50 µs late by default, and needs time to schedule it.
    private static final long SPIN_NANOS = 120_000;

    private static final long SLEEP_NANOS_MAX = 1_000_000_000;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(
                    Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::number));
    private final Thread thread;
    private final Failures failures;
    private final Lateness lateness = new Lateness();
    private volatile long earliest = Long.MAX_VALUE;
    private volatile boolean isClosed;
    private long number;

    /// Receiver of failures of threads.
    public interface Failures {
        void failed(Throwable failure);
    }

    private record Task(long dueNanos, long number, Runnable work) {}

    /// @param failures notified of what a task throws
    public PreciseTimer(String name, Failures failures) {
        this.failures = failures;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /// Runs a task on the timer's thread.
    ///
    /// @param dueNanos of [System#nanoTime]; in the past for as soon as possible
    @Override
    public void at(long dueNanos, Runnable work) {
        boolean isFirst;
        synchronized (tasks) {
            tasks.add(new Task(dueNanos, number++, work));
            isFirst = dueNanos < earliest;
            if (isFirst) {
                earliest = dueNanos;
            }
        }
        if (isFirst) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!isClosed) {
            long left = earliest - System.nanoTime();
            if (left <= 0) {
                runFirst();
            } else if (left > SPIN_NANOS) {
                LockSupport.parkNanos(Math.min(left - SPIN_NANOS, SLEEP_NANOS_MAX));
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void runFirst() {
        Task task;
        synchronized (tasks) {
            task = tasks.poll();
            Task next = tasks.peek();
            earliest = next == null ? Long.MAX_VALUE : next.dueNanos();
        }
        if (task == null) {
            return;
        }
        lateness.add(System.nanoTime() - task.dueNanos());
        try {
            task.work().run();
        } catch (RuntimeException | Error e) {
            failures.failed(e);
        }
    }

    public Lateness lateness() {
        return lateness;
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
    }
}
