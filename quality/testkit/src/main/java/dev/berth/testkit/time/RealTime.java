package dev.berth.testkit.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The machine's own time, for the few places of tests that need it: deadlines of requests, service
/// times of fakes, pauses of a load. Never to find out how long something took: tests assert order
/// and counts (CONTRIBUTING.md).
public final class RealTime {
    private RealTime() {}

    /// The deadline of a request, as `System.nanoTime()` counts.
    public static long deadline(Duration left) {
        return System.nanoTime() + left.toNanos();
    }

    /// Lets at least so much time pass: the service time of a fake, the pause between two calls of
    /// a load. Not to wait for what another thread does: that is [dev.berth.testkit.Await].
    public static void pass(Duration time) {
        long end = deadline(time);
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
