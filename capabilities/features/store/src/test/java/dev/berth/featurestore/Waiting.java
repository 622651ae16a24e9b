package dev.berth.featurestore;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for actions of another thread.
final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);

    private Waiting() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LONGEST);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
