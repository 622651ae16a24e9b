package dev.berth.batch;

/// Listener of a run's progress.
public interface BatchListener {
    /// Called after each request, on the thread of the run.
    ///
    /// @param rows read so far, those of earlier runs with them
    /// @param total rows of the source
    /// @param setAside rows so far without a prediction
    /// @param rowsPerSecond of this run
    void progress(long rows, long total, long setAside, double rowsPerSecond);
}
