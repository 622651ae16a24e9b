package dev.berth.client.balancing;

import java.time.Duration;

/// One server's failures, and whether it is left alone for them. Not thread-safe.
final class Ejection {
    private final EjectionPolicy policy;
    private final SlidingWindowCounter attempts;
    private final SlidingWindowCounter failures;
    private int failuresInARow;
    private int times;
    private boolean ejected;
    private long untilNanos;

    Ejection(EjectionPolicy policy, long nowNanos) {
        this.policy = policy;
        this.attempts = new SlidingWindowCounter(nowNanos);
        this.failures = new SlidingWindowCounter(nowNanos);
    }

    void succeeded(long nowNanos) {
        attempts.add(nowNanos);
        failuresInARow = 0;
        if (!ejected && times > 0 && nowNanos - untilNanos >= policy.longest().toNanos()) {
            times = 0;
        }
    }

    /// Whether this failure is one too many.
    boolean failed(long nowNanos) {
        attempts.add(nowNanos);
        failures.add(nowNanos);
        failuresInARow++;
        long all = attempts.sum(nowNanos);
        return !ejected
                && (failuresInARow >= policy.failuresInARow()
                        || (all >= policy.attemptsMin()
                                && failures.sum(nowNanos) > policy.failureShare() * all));
    }

    /// Leaves the server alone from now on.
    ///
    /// @return for how long
    Duration eject(long nowNanos) {
        Duration pause = policy.first();
        for (int i = 0; i < times && pause.compareTo(policy.longest()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        if (pause.compareTo(policy.longest()) > 0) {
            pause = policy.longest();
        }
        times++;
        ejected = true;
        untilNanos = nowNanos + pause.toNanos();
        return pause;
    }

    boolean isEjected() {
        return ejected;
    }

    /// Ends the ejection if its time is over.
    ///
    /// @return whether it ended now
    boolean returned(long nowNanos) {
        if (!ejected || nowNanos - untilNanos < 0) {
            return false;
        }
        end(nowNanos);
        return true;
    }

    /// Ends the ejection, if need be before its time, and forgets the failures that led to it.
    void end(long nowNanos) {
        ejected = false;
        untilNanos = nowNanos;
        failuresInARow = 0;
        attempts.clear();
        failures.clear();
    }
}
