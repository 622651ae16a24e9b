package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import java.util.SplittableRandom;

/// Times and users of one replay.
///
/// @param startNanos of [System#nanoTime], which all processes of a machine share
/// @param warmUpNanos before items are measured
/// @param measuredNanos during which items that begin are measured
/// @param drainNanos in which the last items have to end
public record Replay(
        ReplayedUsers users,
        long seed,
        long startNanos,
        long warmUpNanos,
        long measuredNanos,
        long drainNanos) {
    private static final long PRIME = 0x9e3779b97f4a7c15L;

    /// When no more items begin.
    public long endNanos() {
        return startNanos + warmUpNanos + measuredNanos;
    }

    public long drainedNanos() {
        return endNanos() + drainNanos;
    }

    public double measuredSeconds() {
        return measuredNanos / 1e9;
    }

    public boolean isMeasured(long scheduledNanos) {
        return scheduledNanos >= startNanos + warmUpNanos && scheduledNanos < endNanos();
    }

    /// The arrivals of a user's flow, the same in every process.
    public ArrivalProcess arrivals(Deployment deployment, int flow, int user) {
        var random = new SplittableRandom(seed ^ ((flow + 1L) * PRIME + user * 0x5851f42dL));
        return new ArrivalProcess(
                deployment.flows().get(flow).itemsPerSecond(), startNanos, random.split());
    }
}
