package dev.berth.batch;

import java.util.OptionalDouble;

/// Options of a run.
///
/// @param batchRows records of a request, at least 1
/// @param requestsMax requests at a time, at least 1
/// @param partRows rows of a part, which is lost if the job is stopped, at least 1
/// @param setAsideShareMax share of the rows that may be set aside, 0 to 1; beyond, the run fails
/// @param rowsPerSecondMax empty for no limit
/// @param beginning whether a job of other settings, source or model is continued
public record BatchOptions(
        int batchRows,
        int requestsMax,
        int partRows,
        double setAsideShareMax,
        OptionalDouble rowsPerSecondMax,
        Beginning beginning) {

    /// Of a run without other options: as many records at a time as the queue of a model takes
    /// unless its `model.yaml` says otherwise.
    public static final BatchOptions DEFAULT =
            new BatchOptions(64, 4, 100_000, 0.01, OptionalDouble.empty(), Beginning.RESUME);

    /// What becomes of the parts that an earlier run has finished.
    public enum Beginning {
        /// They stay, if they are of the same job; otherwise the run fails.
        RESUME,
        /// They are removed.
        ANEW
    }

    public BatchOptions {
        if (batchRows < 1 || requestsMax < 1 || partRows < 1) {
            throw new IllegalArgumentException(
                    batchRows
                            + " rows, "
                            + requestsMax
                            + " requests, parts of "
                            + partRows
                            + " (expected: at least 1)");
        }
        if (!(setAsideShareMax >= 0 && setAsideShareMax <= 1)) {
            throw new IllegalArgumentException(
                    "setAsideShareMax: " + setAsideShareMax + " (expected: 0 to 1)");
        }
    }
}
