package dev.berth.placement.verification.replay;

import java.util.SplittableRandom;

/// Poisson arrivals.
public final class ArrivalProcess {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final SplittableRandom random;
    private long next;

    /// @param perSecond greater than 0
    ArrivalProcess(double perSecond, long startNanos, SplittableRandom random) {
        this.perNano = perSecond / NANOS;
        this.random = random;
        this.next = startNanos;
        advance();
    }

    public long nextNanos() {
        return next;
    }

    public void advance() {
        next += gap();
    }

    /// Starts again, which changes nothing for arrivals without memory.
    void skipTo(long nanos) {
        next = nanos + gap();
    }

    private long gap() {
        double gap = -Math.log(1 - random.nextDouble()) / perNano;
        return (long) Math.min(gap, Long.MAX_VALUE / 4.0);
    }
}
