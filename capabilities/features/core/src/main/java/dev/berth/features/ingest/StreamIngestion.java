package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;

/// What feeds the sources of a system. Thread-safe.
public interface StreamIngestion {
    /// What takes events of a source, by the definitions of now.
    ///
    /// @throws dev.berth.core.ProblemException as [StreamIngestor#of]
    StreamIngestor ingest(SourceName source);
}
