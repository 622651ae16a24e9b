package dev.berth.serving.execution;

import java.util.Comparator;
import java.util.PriorityQueue;

/// A clock that goes from one planned action to the next. Actions planned for the same instant run
/// in the order in which they were planned, so that every run with the same seed is the same.
final class VirtualTime {
    static final long SECOND = 1_000_000_000;

    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(
                    Comparator.comparingLong(Planned::nanos).thenComparingLong(Planned::order));
    private long nanos;
    private long order;

    private record Planned(long nanos, long order, Runnable action) {}

    static long ofSeconds(double seconds) {
        return (long) (seconds * SECOND);
    }

    long nanos() {
        return nanos;
    }

    double seconds() {
        return (double) nanos / SECOND;
    }

    void at(long atNanos, Runnable action) {
        planned.add(new Planned(Math.max(nanos, atNanos), order++, action));
    }

    void after(long delayNanos, Runnable action) {
        at(nanos + delayNanos, action);
    }

    /// Runs until nothing is planned any more.
    void run() {
        for (Planned next = planned.poll(); next != null; next = planned.poll()) {
            nanos = next.nanos();
            next.action().run();
        }
    }
}
