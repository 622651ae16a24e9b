package dev.berth.batch;

import java.time.Duration;

/// How much of a job is scored for a preview: so many rows, or what is done in a time.
///
/// @param rowsMax at least 1
/// @param timeMax after which no batch begins
public record PreviewLimit(int rowsMax, Duration timeMax) {
    /// Enough that what is loaded once no longer counts.
    public static final PreviewLimit DEFAULT = new PreviewLimit(2000, Duration.ofSeconds(5));

    public PreviewLimit {
        if (rowsMax < 1) {
            throw new IllegalArgumentException(
                    "a preview of " + rowsMax + " rows (expected: at least 1)");
        }
    }
}
