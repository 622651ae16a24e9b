package dev.berth.client;

import java.time.Duration;

/// When a second server is asked although the first may still answer. The first answer counts, and
/// the other attempt is cancelled. A hedge is taken out of the same budget as retries.
public sealed interface Hedge {
    /// After this time.
    record After(Duration delay) implements Hedge {
        public After {
            if (!delay.isPositive()) {
                throw new IllegalArgumentException("hedge after " + delay + " (expected: > 0)");
            }
        }
    }

    /// After the time in which this share of the latest answers of the same endpoint or model came;
    /// not before there are [Latencies#ENOUGH] of these.
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
