package dev.berth.verification;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for actions of another thread or process.
final class Waiting {
    /// Longer than any condition takes on two busy cores.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private Waiting() {}

    /// @param what the message after the time limit, together with the value of `state`
    static void until(String what, BooleanSupplier condition, Supplier<String> state) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what + ":\n" + state.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
