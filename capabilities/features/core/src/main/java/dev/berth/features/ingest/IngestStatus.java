package dev.berth.features.ingest;

import java.time.Instant;
import java.util.Optional;

/// How far a source is fed.
///
/// @param counted what became of its events since the process began to feed it, without faults
/// @param newestEvent when the event happened that happened last of those that were accepted
/// @param lastWrite when the last batch was written
public record IngestStatus(
        IngestReport counted, Optional<Instant> newestEvent, Optional<Instant> lastWrite) {
    public static final IngestStatus NOTHING =
            new IngestStatus(IngestReport.NONE, Optional.empty(), Optional.empty());
}
