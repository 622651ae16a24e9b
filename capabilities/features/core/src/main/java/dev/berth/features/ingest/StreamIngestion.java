package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;

/// Ingestion of stream events into the sources of a system. Thread-safe.
public interface StreamIngestion {
    /// Returns the ingestor of a source by the current definitions.
    ///
    /// @throws dev.berth.core.ProblemException as [StreamIngestor#of]
    StreamIngestor ingest(SourceName source);
}
