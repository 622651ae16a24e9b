package dev.berth.jobs;

import java.time.Duration;
import java.util.Optional;

/// Options of a job.
///
/// @param retries failures of a block after which the job fails; progress sets the count back
/// @param timeout from its submission to its end
/// @param blockRecords records that are predicted and written together, at most
/// @param webhook the URL at which its end is announced
public record JobOptions(
        int retries, Duration timeout, int blockRecords, Optional<String> webhook) {
    public static final int RETRIES_MAX = 20;
    public static final int BLOCK_RECORDS_MAX = 1_000;

    /// With pauses that double from a second on, half a minute of failures.
    public static final int RETRIES_DEFAULT = 5;

    /// Enough that a write to the database is little beside the predictions of most models.
    public static final int BLOCK_RECORDS_DEFAULT = 64;
}
