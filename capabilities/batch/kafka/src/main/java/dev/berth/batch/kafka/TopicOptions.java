package dev.berth.batch.kafka;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Options of a run.
///
/// @param batchRows records of a request, at least 1; empty for what the queue of the model takes
/// @param requestsMax requests at a time, at least 1
/// @param setAsideShareMax share of the records that may be set aside, 0 to 1; beyond, the run
///   fails
/// @param rowsPerSecondMax empty for no limit
/// @param isFollowing whether the run waits for further records at the end
public record TopicOptions(
        OptionalInt batchRows,
        int requestsMax,
        double setAsideShareMax,
        OptionalDouble rowsPerSecondMax,
        boolean isFollowing) {
    private static final int BATCH_ROWS_DEFAULT = 64;

    /// Beyond, larger requests gain nothing.
    private static final int BATCH_ROWS_MAX = 1024;

    public TopicOptions {
        if (batchRows.orElse(1) < 1 || requestsMax < 1) {
            throw new IllegalArgumentException(
                    batchRows.orElse(1)
                            + " rows, "
                            + requestsMax
                            + " requests (expected: 1 or more)");
        }
    }

    /// Records of a request.
    ///
    /// @param queueRows what the model's queue takes, if that is known
    int batchRows(OptionalInt queueRows) {
        if (batchRows.isPresent()) {
            return batchRows.getAsInt();
        }
        return queueRows.isPresent()
                ? Math.clamp(queueRows.getAsInt() / 4, 1, BATCH_ROWS_MAX)
                : BATCH_ROWS_DEFAULT;
    }
}
