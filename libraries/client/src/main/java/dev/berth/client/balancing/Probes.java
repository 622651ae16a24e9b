package dev.berth.client.balancing;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The calls that find out whether a server that is left alone is well again, so that it need not
/// wait until its ejection is over: one at a time, and as many answered in a row as failures eject.
///
/// One that fails costs its caller a retry. The next one therefore comes after about a second, by
/// chance, as other clients have the same server, and not before a hundred other calls: of a
/// group's calls at most one in a hundred is such a failure. After one that was answered the next
/// comes at once. Not thread-safe.
final class Probes {
    private static final long GAP_NANOS = 1_000_000_000L;
    private static final int CALLS_BETWEEN = 100;

    private final RandomGenerator random;
    private final int wanted;
    private @Nullable AttemptLease underWay;
    private int answered;
    private long nextNanos;
    private long nextCall;

    /// @param wanted how many have to be answered in a row
    Probes(RandomGenerator random, int wanted) {
        this.random = random;
        this.wanted = wanted;
    }

    /// The server is left alone from now on, or failed once more.
    ///
    /// @param calls that the group has had
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

    /// Hears of the end of any turn of the server.
    ///
    /// @return whether it was the last probe that was wanted
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
