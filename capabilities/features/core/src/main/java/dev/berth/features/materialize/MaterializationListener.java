package dev.berth.features.materialize;

/// Hears how far a materialization is; on its thread.
public interface MaterializationListener {
    /// No listener.
    MaterializationListener NONE = (events, rows) -> {};

    /// So many events were read and so many rows written, those of a run that was interrupted
    /// included.
    void reached(long events, long rows);
}
