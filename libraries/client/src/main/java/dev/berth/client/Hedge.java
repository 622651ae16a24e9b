package dev.berth.client;

import java.time.Duration;

/// Policy for calling a second server while the first may still respond. The first response counts,
/// and the other attempt is cancelled. Hedges share the budget of retries.
public sealed interface Hedge {
    /// After a fixed time.
    record After(Duration delay) implements Hedge {
        public After {
            if (!delay.isPositive()) {
                throw new IllegalArgumentException("hedge after " + delay + " (expected: > 0)");
            }
        }
    }

    /// After the given percentile of recent latencies of the same endpoint or model; not before
    /// there are [Latencies#ENOUGH].
    ///
    /// @param share such as 0.95
    record AtPercentile(double share) implements Hedge {
        public AtPercentile {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("hedge at " + share + " (expected: 0 to 1)");
            }
        }
    }
}
