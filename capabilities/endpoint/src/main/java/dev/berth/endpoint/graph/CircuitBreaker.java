package dev.berth.endpoint.graph;

import dev.berth.core.endpoint.BreakerPolicy;
import java.time.Duration;

/// Circuit breaker, which suspends calls of a callee that fails repeatedly. Thread-safe.
///
/// *Closed*, it lets all pass. After so many failures in a row it *opens*: calls fail at once,
/// which costs nothing and spares the failing callee. After a pause one call is let through on
/// trial; it closes the circuit by succeeding, or opens it for another pause. A trial without a
/// reported result counts as failed after another pause. Source: M. Nygard, Release It!, 2007.
public final class CircuitBreaker {
    private final BreakerPolicy policy;
    private int failures;
    private boolean open;
    private long nextTrialNanos;

    public CircuitBreaker(BreakerPolicy policy) {
        this.policy = policy;
    }

    /// Whether a call may be made.
    ///
    /// @param nowNanos on the scale of [System#nanoTime()]
    public synchronized boolean tryPass(long nowNanos) {
        if (!open) {
            return true;
        }
        if (nowNanos - nextTrialNanos < 0) {
            return false;
        }
        nextTrialNanos = nowNanos + policy.pause().toNanos();
        return true;
    }

    /// How long until a call is let through.
    public synchronized Duration untilTrial(long nowNanos) {
        return Duration.ofNanos(Math.max(0, open ? nextTrialNanos - nowNanos : 0));
    }

    public synchronized void succeeded() {
        failures = 0;
        open = false;
    }

    /// A call failed.
    ///
    /// @return whether that opened the circuit
    public synchronized boolean failed(long nowNanos) {
        failures++;
        if (failures < policy.failures()) {
            return false;
        }
        boolean opens = !open;
        open = true;
        nextTrialNanos = nowNanos + policy.pause().toNanos();
        return opens;
    }
}
