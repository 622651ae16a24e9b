package dev.berth.evaluation.run;

/// Listener of a run's progress, called on its thread for every batch of rows.
@FunctionalInterface
public interface ProgressListener {
    /// Takes how far the run is.
    ///
    /// @param rows read so far, of this run and of one that it continues
    /// @param total rows of the data
    void progress(long rows, long total, long setAside);
}
