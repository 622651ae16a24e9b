package dev.berth.batch;

import java.nio.file.Path;

/// Listener of a run's progress, and of its output.
public interface BatchListener {
    /// Called after each request, on the thread of the run.
    ///
    /// @param rows read so far, those of earlier runs with them
    /// @param total rows of the source
    /// @param setAside rows so far without a prediction
    /// @param rowsPerSecond of this run
    void progress(long rows, long total, long setAside, double rowsPerSecond);

    /// Called when the output is complete, and while the job is kept: what this throws ends the
    /// run, and the next one calls it again, perhaps after it had no failure.
    ///
    /// @param sha256 digest of the output
    default void written(Path output, String sha256) {}
}
