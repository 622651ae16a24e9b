package dev.berth.features.ingest;

import java.util.Optional;

/// How far a source is fed.
///
/// @param counted what became of its events since the process began to feed it, without faults
/// @param latest what was accepted last, by whichever process; empty before this one wrote
///   anything, and if nothing ever was
public record IngestStatus(IngestReport counted, Optional<StreamProgress> latest) {
    public static final IngestStatus NOTHING =
            new IngestStatus(IngestReport.NONE, Optional.empty());
}
