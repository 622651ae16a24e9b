package dev.berth.verification;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what another thread or process is about to do.
final class Waiting {
    /// Longer than anything that is waited for takes on two busy cores.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private Waiting() {}

    /// @param what said when the wait was in vain, together with what `state` shows then
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
