package dev.berth.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A wait for what another thread or process is about to do. It ends with the condition, so it
/// takes no longer than necessary; no test sleeps for a fixed time.
public final class Await {
    /// Longer than anything that is waited for takes on a machine that is several times overloaded.
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    /// The pause after the first look; each further one is twice as long.
    private static final long PAUSE_NANOS = 50_000;

    private static final long PAUSE_NANOS_MAX = 16_000_000;

    private Await() {}

    /// A condition that may fail to be found out.
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean isMet() throws E;
    }

    public static <E extends Exception> void until(Condition<E> condition) throws E {
        until("the condition is met", condition);
    }

    public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
        until(what, condition, () -> "");
    }

    /// Waits for the condition.
    ///
    /// @param what the error's text when the time is over, together with what `state` shows then
    public static <E extends Exception> void until(
            String what, Condition<E> condition, Supplier<String> state) throws E {
        within(TIMEOUT, what, condition, state);
    }

    /// Waits no longer than `timeout`: for tests of how long something takes.
    public static <E extends Exception> void within(
            Duration timeout, String what, Condition<E> condition, Supplier<String> state)
            throws E {
        long start = System.nanoTime();
        long pause = PAUSE_NANOS;
        while (!condition.isMet()) {
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new AssertionError(
                        "not within " + timeout + ": " + what + "\n" + state.get());
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, PAUSE_NANOS_MAX);
        }
    }
}
