package dev.berth.features.materialise;

/// Hears how far a materialisation is; on its thread.
public interface MaterialisationProgress {
    /// Nobody who listens.
    MaterialisationProgress NONE = (events, rows) -> {};

    /// So many events were read and so many rows written, those of a run that was interrupted
    /// included.
    void reached(long events, long rows);
}
