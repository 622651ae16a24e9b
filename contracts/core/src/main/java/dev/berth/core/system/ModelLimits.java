package dev.berth.core.system;

import java.time.Duration;

/// The bounds within which a model serves.
///
/// @param queueRowsMax rows that may wait in a burst, and the most of one request; once more would,
///   the model is overloaded
/// @param timeout how long a request may take when its caller names no deadline
/// @param answerBytesMax how many bytes the outputs of one request may have
public record ModelLimits(int queueRowsMax, Duration timeout, long answerBytesMax) {

    /// As many callers that each wait for their answers are never rejected; others fill it within a
    /// fraction of a second.
    public static final int QUEUE_ROWS_MAX_DEFAULT = 256;

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    /// Thirty million numbers: some hundred megabytes of JSON, which take its reader seconds.
    public static final long ANSWER_BYTES_MAX_DEFAULT = 128L << 20;

    public ModelLimits {
        if (queueRowsMax < 1) {
            throw new IllegalArgumentException("queue rows: " + queueRowsMax + " (expected: >= 1)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        if (answerBytesMax < 1) {
            throw new IllegalArgumentException(
                    "answer bytes: " + answerBytesMax + " (expected: >= 1)");
        }
    }

    public static ModelLimits defaults() {
        return new ModelLimits(QUEUE_ROWS_MAX_DEFAULT, TIMEOUT_DEFAULT, ANSWER_BYTES_MAX_DEFAULT);
    }

    /// The same with a queue of at least so many rows.
    public ModelLimits withQueueRowsAtLeast(int rows) {
        return rows <= queueRowsMax ? this : new ModelLimits(rows, timeout, answerBytesMax);
    }
}
