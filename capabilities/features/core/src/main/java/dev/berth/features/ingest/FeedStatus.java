package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a feed is. What it counts, it counts since it was begun.
///
/// @param isRunning whether the topic could be read when it was tried last
/// @param lag how many records of the topic are not written yet; empty if that is not known
/// @param recordCount records that were read and written
/// @param byteCount bytes of their values
/// @param failureCount how often reading or writing failed, and was begun again
/// @param failure why nothing is read at the moment; empty if something is
public record FeedStatus(
        SourceName source,
        String topic,
        boolean isRunning,
        OptionalLong lag,
        long recordCount,
        long byteCount,
        long failureCount,
        IngestStatus ingested,
        Optional<String> failure) {}
