package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.server.inference.EventLoopContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Thread pool for reads of stores that block. Thread-safe.
///
/// The thread that rested least takes the next read: what it needs is still in a processor's caches
/// then, as it is not if all take turns.
public final class ReadPool implements AutoCloseable {
    /// They wait more than they work. At a millisecond for each read they make 32,000 a second.
    private static final int THREADS = 32;

    /// What a second's worth of reads of a slow store may be; more would only be late.
    private static final int WAITING_MAX = 1024;

    private static final int IDLE_SECONDS = 30;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ForkJoinPool threads;
    private final int heldMax;
    private final AtomicInteger held = new AtomicInteger();

    ReadPool() {
        this(THREADS, WAITING_MAX);
    }

    ReadPool(int threadCount, int waitingMax) {
        heldMax = threadCount + waitingMax;
        var number = new AtomicInteger();
        // First come, first served, by at most so many threads.
        threads =
                new ForkJoinPool(
                        threadCount,
                        pool -> new Reader(pool, number.getAndIncrement()),
                        null,
                        true,
                        0,
                        threadCount,
                        0,
                        null,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS);
    }

    /// Does the work on one of the threads, and continues on the event loop.
    ///
    /// @param then takes what came of it
    /// @param failed takes what the work threw
    /// @throws dev.berth.core.ProblemException `queue-full` if too many reads wait
    <T> void run(
            EventLoopContext loop, Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        boolean taken =
                held.incrementAndGet() <= heldMax && begin(() -> runHere(loop, work, then, failed));
        if (!taken) {
            held.decrementAndGet();
            throw Problem.of(
                            ProblemCode.QUEUE_FULL,
                            "too many reads of features wait for the store",
                            "send it again later, and look at how long the store takes")
                    .withRetryAfter(RETRY)
                    .asException();
        }
    }

    private boolean begin(Runnable read) {
        try {
            threads.execute(
                    () -> {
                        try {
                            read.run();
                        } finally {
                            held.decrementAndGet();
                        }
                    });
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private static final class Reader extends ForkJoinWorkerThread {
        Reader(ForkJoinPool pool, int number) {
            super(pool);
            setName("berth-features-" + number);
        }
    }

    private static <T> void runHere(
            EventLoopContext loop, Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        Runnable next;
        try {
            T done = work.call();
            next = () -> then.accept(done);
        } catch (Exception | Error e) {
            next = () -> failed.accept(e);
        }
        try {
            loop.later(next);
        } catch (RejectedExecutionException loopIsGone) {
            // And its callers with it.
        }
    }

    @Override
    public void close() {
        var _ = threads.shutdownNow();
    }
}
