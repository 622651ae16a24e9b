package dev.berth.batch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Options of a run.
///
/// @param batchRows records of a request, at least 1; empty for what the queue of the model takes
/// @param requestsMax requests at a time, at least 1
/// @param partRows rows of a part, which is lost if the job is stopped, at least 1
/// @param setAsideShareMax share of the rows that may be set aside, 0 to 1; beyond, the run fails
/// @param rowsPerSecondMax empty for no limit
/// @param beginning whether a job of other settings, source or model is continued
/// @param reference table against which drift is measured; empty for none
public record BatchOptions(
        OptionalInt batchRows,
        int requestsMax,
        int partRows,
        double setAsideShareMax,
        OptionalDouble rowsPerSecondMax,
        Beginning beginning,
        Optional<Path> reference) {

    /// Records of a request to a model or endpoint whose queue is not known: as many at a time as
    /// the queue of a model takes unless its `model.yaml` says otherwise.
    static final int BATCH_ROWS_DEFAULT = 64;

    /// Beyond, larger requests gain nothing.
    static final int BATCH_ROWS_MAX_DEFAULT = 1024;

    /// Of a run without other options.
    public static final BatchOptions DEFAULT =
            new BatchOptions(
                    OptionalInt.empty(),
                    4,
                    100_000,
                    0.01,
                    OptionalDouble.empty(),
                    Beginning.RESUME);

    /// What becomes of the parts that an earlier run has finished.
    public enum Beginning {
        /// They stay, if they are of the same job; otherwise the run fails.
        RESUME,
        /// They are removed.
        ANEW
    }

    /// Without a reference.
    public BatchOptions(
            OptionalInt batchRows,
            int requestsMax,
            int partRows,
            double setAsideShareMax,
            OptionalDouble rowsPerSecondMax,
            Beginning beginning) {
        this(
                batchRows,
                requestsMax,
                partRows,
                setAsideShareMax,
                rowsPerSecondMax,
                beginning,
                Optional.empty());
    }

    public BatchOptions {
        if (batchRows.orElse(1) < 1 || requestsMax < 1 || partRows < 1) {
            throw new IllegalArgumentException(
                    batchRows.orElse(1)
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
