package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;

/// What feeds the sources of a system. Thread-safe.
public interface Feeding {
    /// What takes events of a source, by the definitions of now.
    ///
    /// @throws dev.berth.core.ProblemException as [Ingest#of]
    Ingest ingest(SourceName source);
}
