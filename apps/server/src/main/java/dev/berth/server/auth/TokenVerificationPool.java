package dev.berth.server.auth;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Verifies signatures of tokens on threads of its own, so that event loops answer others
/// meanwhile, and no more of them than may wait. Thread-safe.
///
/// There are no threads until a token comes, and none when none has come for a while.
final class TokenVerificationPool implements AutoCloseable {
    /// With half a millisecond for each, the last of them waits an eighth of a second on one
    /// thread.
    static final int WAITING_MAX = 256;

    private static final Duration IDLE = Duration.ofSeconds(30);

    /// By then all that wait now are verified.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ThreadPoolExecutor threads;
    private final int waitingMax;

    /// @param threadsMax how many verify at the same time
    /// @param waitingMax how many tokens wait for them
    TokenVerificationPool(int threadsMax, int waitingMax) {
        this.waitingMax = waitingMax;
        threads =
                new ThreadPoolExecutor(
                        threadsMax,
                        threadsMax,
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waitingMax),
                        Thread.ofPlatform().name("berth-tokens-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Half of the processors: the other half continues for callers that are verified already.
    static TokenVerificationPool ofThisMachine() {
        return new TokenVerificationPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2), WAITING_MAX);
    }

    /// Does it soon. Does not wait.
    ///
    /// @throws ProblemException `queue-full` if as many wait as may
    void submit(Runnable verification) {
        try {
            threads.execute(verification);
        } catch (RejectedExecutionException e) {
            throw Problem.of(
                            ProblemCode.QUEUE_FULL,
                            "more tokens that were not seen before wait to be verified than may: "
                                    + waitingMax,
                            "send it again after Retry-After; tokens that are used again are verified"
                                    + " once a minute")
                    .withRetryAfter(RETRY_AFTER)
                    .asException();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
