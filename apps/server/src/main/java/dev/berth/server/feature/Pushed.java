package dev.berth.server.feature;

import dev.berth.features.ingest.Feeding;
import dev.berth.features.ingest.IngestReport;

/// Events that a caller pushes, in one form or another.
public interface Pushed {
    /// Writes them. Blocks.
    ///
    /// @throws dev.berth.core.ProblemException as [dev.berth.features.ingest.Ingest#of] and
    ///   [dev.berth.features.ingest.Ingest#take]; `request-malformed` if the body is something
    ///   else; `name-invalid`; `batch-too-large`
    IngestReport into(Feeding feeding);
}
