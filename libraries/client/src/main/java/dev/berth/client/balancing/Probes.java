package dev.berth.client.balancing;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Scheduler of probe calls to an ejected server, which may end its ejection early: one at a time,
/// and as many responses in a row as failures eject.
///
/// A failed probe costs its caller a retry. So the next one follows after a random second, as other
/// clients probe the same server, and not before a hundred other calls, which limits these retries
/// to one percent. After a response the next probe follows at once. Not thread-safe.
final class Probes {
    private static final long GAP_NANOS = 1_000_000_000L;
    private static final int CALLS_BETWEEN = 100;

    private final RandomGenerator random;
    private final int wanted;
    private @Nullable AttemptLease underWay;
    private int answered;
    private long nextNanos;
    private long nextCall;

    /// @param wanted number of consecutive responses
    Probes(RandomGenerator random, int wanted) {
        this.random = random;
        this.wanted = wanted;
    }

    /// Starts or prolongs probing after an ejection or failure.
    ///
    /// @param calls number of calls of the group so far
    void hold(long nowNanos, long calls) {
        answered = 0;
        nextNanos = nowNanos + GAP_NANOS / 2 + random.nextLong(GAP_NANOS);
        nextCall = calls + CALLS_BETWEEN;
    }

    boolean isDue(long nowNanos, long calls) {
        return underWay == null && nowNanos - nextNanos >= 0 && calls >= nextCall;
    }

    void begin(AttemptLease turn) {
        underWay = turn;
    }

    /// Records the end of any attempt at the server.
    ///
    /// @return whether it was the last required probe
    boolean ended(AttemptLease turn, AttemptOutcome ending, long nowNanos, long calls) {
        if (underWay != turn) {
            return false;
        }
        underWay = null;
        if (ending != AttemptOutcome.ANSWERED) {
            hold(nowNanos, calls);
            return false;
        }
        answered++;
        return answered >= wanted;
    }
}
