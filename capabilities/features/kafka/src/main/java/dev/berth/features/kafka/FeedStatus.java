package dev.berth.features.kafka;

import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.IngestStatus;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a feed is.
///
/// @param lag how many events of the topic are not written yet; empty if that is not known
/// @param failure why nothing is read at the moment; empty if something is
public record FeedStatus(
        SourceName source,
        String topic,
        OptionalLong lag,
        IngestStatus ingested,
        Optional<String> failure) {}
