package dev.berth.batch;

import java.nio.file.Path;
import java.util.List;

/// Listener of a run's progress, and of its output.
public interface BatchListener {
    /// Called before a row is scored. If it throws, the run ends.
    ///
    /// @param columns of the output
    default void planned(List<String> columns) {}

    /// Called after each request, on the thread of the run.
    ///
    /// @param rows read so far, those of earlier runs with them
    /// @param total rows of the source
    /// @param setAside rows so far without a prediction
    /// @param rowsPerSecond of this run
    void progress(long rows, long total, long setAside, double rowsPerSecond);

    /// Called when the output is complete, before the folder of the job is removed. If it throws,
    /// the run ends, and the next one calls it again. It can be called again after it returned,
    /// too, if the process was killed then.
    ///
    /// @param sha256 digest of the output
    default void written(Path output, String sha256) {}
}
