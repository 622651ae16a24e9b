package dev.berth.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    static <E extends Exception> void within(
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

    /// Waits for the result.
    ///
    /// @throws java.util.concurrent.ExecutionException if it is a failure
    public static <T extends @Nullable Object> T result(Future<T> future)
            throws ExecutionException, InterruptedException {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new AssertionError("not within " + TIMEOUT + ": a result of " + future);
        }
    }

    /// Waits for the failure, and returns it without the wrappers of futures.
    public static Throwable failure(Future<?> future) throws InterruptedException {
        Object value;
        try {
            value = result(future);
        } catch (ExecutionException wrapper) {
            Throwable cause = Objects.requireNonNull(wrapper.getCause());
            return cause instanceof CompletionException && cause.getCause() != null
                    ? cause.getCause()
                    : cause;
        } catch (CancellationException cancelled) {
            return cancelled;
        }
        throw new AssertionError("a result instead of a failure: " + value);
    }

    /// Waits until the latch has been counted down.
    public static void zero(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("not within " + TIMEOUT + ": zero of " + latch);
        }
    }

    /// Waits for the next element and takes it.
    public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("not within " + TIMEOUT + ": an element of the queue");
        }
        return element;
    }

    /// Waits for the process and returns its exit status.
    public static int exit(Process process) throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("not within " + TIMEOUT + ": the end of " + process);
        }
        return process.exitValue();
    }

    /// Waits for the end of the thread.
    public static void end(Thread thread) throws InterruptedException {
        if (!thread.join(TIMEOUT)) {
            throw new AssertionError("not within " + TIMEOUT + ": the end of " + thread);
        }
    }
}
