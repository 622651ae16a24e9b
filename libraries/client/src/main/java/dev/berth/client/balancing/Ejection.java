package dev.berth.client.balancing;

import java.time.Duration;

/// Ejection state of one server. Not thread-safe.
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

    /// Records a failure; returns whether it exceeds the limit.
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

    /// Ejects the server.
    ///
    /// @return the duration
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

    /// Ends the ejection, even before its time, and resets the failure counts.
    void end(long nowNanos) {
        ejected = false;
        untilNanos = nowNanos;
        failuresInARow = 0;
        attempts.clear();
        failures.clear();
    }
}
