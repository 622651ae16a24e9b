package dev.berth.placement.verification.replay;

import java.util.concurrent.atomic.AtomicLongArray;

/// Histogram of how late tasks began, in steps of a tenth of the value. Thread-safe.
public final class Lateness {
    /// From 1 µs in factors of 1.1: 200 steps reach beyond 100 s.
    private static final int STEPS = 200;

    private static final double FACTOR = Math.log(1.1);
    private static final double FIRST_NANOS = 1000;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);

    void add(long nanos) {
        int step =
                nanos <= FIRST_NANOS ? 0 : (int) Math.ceil(Math.log(nanos / FIRST_NANOS) / FACTOR);
        counts.incrementAndGet(Math.min(STEPS - 1, step));
    }

    /// Forgets what was added.
    public void clear() {
        for (int i = 0; i < STEPS; i++) {
            counts.set(i, 0);
        }
    }

    /// Seconds that a share of the tasks did not exceed; 0 without tasks.
    public double seconds(double share) {
        long total = 0;
        for (int i = 0; i < STEPS; i++) {
            total += counts.get(i);
        }
        long below = 0;
        for (int i = 0; i < STEPS; i++) {
            below += counts.get(i);
            if (total > 0 && below >= share * total) {
                return FIRST_NANOS * Math.exp(FACTOR * i) / 1e9;
            }
        }
        return 0;
    }
}
