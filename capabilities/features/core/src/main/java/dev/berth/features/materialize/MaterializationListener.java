package dev.berth.features.materialize;

/// Listener for the progress of a materialization, called on its thread.
public interface MaterializationListener {
    /// No listener.
    MaterializationListener NONE = (events, rows) -> {};

    /// Reports the events read and rows written so far, those of an interrupted run included.
    void reached(long events, long rows);
}
