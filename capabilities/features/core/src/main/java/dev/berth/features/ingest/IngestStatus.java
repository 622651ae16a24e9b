package dev.berth.features.ingest;

import java.util.Optional;

/// Ingestion status of a source.
///
/// @param counted counts since the process began to ingest it, without violations
/// @param latest the last accepted event, by any process; empty before this process wrote one, and
///   if no event was ever accepted
public record IngestStatus(IngestReport counted, Optional<StreamProgress> latest) {
    public static final IngestStatus NOTHING =
            new IngestStatus(IngestReport.NONE, Optional.empty());
}
