package dev.berth.core.system;

import java.time.Duration;

/// The bounds within which a model serves.
///
/// @param queueRowsMax rows that may wait in a burst, and the most of one request; once more would,
///   the demand is excessive
/// @param timeout how long a request may take when its caller names no deadline
public record Limits(int queueRowsMax, Duration timeout) {

    /// So many callers who each wait for their answers are never refused; others fill it within a
    /// fraction of a second.
    public static final int QUEUE_ROWS_MAX_DEFAULT = 256;

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    public Limits {
        if (queueRowsMax < 1) {
            throw new IllegalArgumentException("queue rows: " + queueRowsMax + " (expected: >= 1)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
    }

    public static Limits defaults() {
        return new Limits(QUEUE_ROWS_MAX_DEFAULT, TIMEOUT_DEFAULT);
    }
}
