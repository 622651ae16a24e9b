package dev.berth.core.record;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;

/// The most records of one request.
///
/// @param kind of the callee: `endpoint`
/// @param name of it
/// @param recordsMax at least 1
/// @param setting that moves it, with its file: `limits.max-queue-rows in its model.yaml`
public record RequestLimit(String kind, String name, int recordsMax, String setting) {
    /// The limit for records of no entity in particular.
    public static final RequestLimit NONE = new RequestLimit("", "", Integer.MAX_VALUE, "");

    public RequestLimit {
        if (recordsMax < 1) {
            throw new IllegalArgumentException(recordsMax + " records (expected: >= 1)");
        }
    }

    /// Fails if a request of so many records has too many.
    ///
    /// @throws ProblemException `batch-too-large`
    public void require(long records) {
        if (records > recordsMax) {
            throw exceeded(Long.toString(records));
        }
    }

    /// Fails unless one more may follow so many, for readers that do not know the total in advance.
    ///
    /// @throws ProblemException `batch-too-large`
    public void requireRoomAfter(int records) {
        if (records >= recordsMax) {
            throw exceeded("more than " + recordsMax);
        }
    }

    private ProblemException exceeded(String found) {
        return new ProblemException(
                ProblemCode.BATCH_TOO_LARGE,
                "request of "
                        + found
                        + " records exceeds "
                        + recordsMax
                        + ", the most of one request to "
                        + kind
                        + " "
                        + name,
                "split the request or raise " + setting);
    }
}
