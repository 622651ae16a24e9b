package dev.berth.evaluation.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Options of a run that do not change its numbers, but for the size of requests where answers
/// depend on what is in the same request.
///
/// @param batchRows records of a request, at least 1
/// @param requestsMax requests at a time, at least 1
/// @param setAsideShareMax share of the rows that may be set aside, 0 to 1; beyond, the run fails
/// @param strictness what becomes of a row that cannot be evaluated
/// @param progressFolder where a run that was stopped is continued from; empty to begin anew always
/// @param progressInterval between two writes of the progress, more if they take long; 0 for one
///   after each batch
public record RunOptions(
        int batchRows,
        int requestsMax,
        double setAsideShareMax,
        Strictness strictness,
        Optional<Path> progressFolder,
        Duration progressInterval) {

    /// Of a run without other options: as many rows at a time as the queue of a model takes unless
    /// its `model.yaml` says otherwise, so that no request is rejected.
    public static final RunOptions DEFAULT =
            new RunOptions(
                    64, 4, 0.01, Strictness.SET_ASIDE, Optional.empty(), Duration.ofSeconds(10));

    /// What becomes of a row that cannot be evaluated.
    public enum Strictness {
        /// It is counted, and in no metric.
        SET_ASIDE,
        /// The run fails.
        FAIL
    }

    public RunOptions {
        if (batchRows < 1 || requestsMax < 1) {
            throw new IllegalArgumentException(
                    batchRows + " rows, " + requestsMax + " requests (expected: at least 1)");
        }
        if (!(setAsideShareMax >= 0 && setAsideShareMax <= 1)) {
            throw new IllegalArgumentException(
                    "setAsideShareMax: " + setAsideShareMax + " (expected: 0 to 1)");
        }
    }
}
