package dev.berth.server.feature;

import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.StreamIngestion;

/// Events that a caller pushes, in one form or another.
public interface PushedEvents {
    /// Writes them. Blocks.
    ///
    /// @throws dev.berth.core.ProblemException as [dev.berth.features.ingest.StreamIngestor#of] and
    ///   [dev.berth.features.ingest.StreamIngestor#take]; `request-malformed` if the body is
    ///   something else; `name-invalid`; `batch-too-large`
    IngestReport into(StreamIngestion feeding);
}
