package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;
import java.util.Optional;
import java.util.OptionalLong;

/// Status of the ingestion of a topic. Counts begin with its start.
///
/// @param isRunning whether the last attempt to read the topic succeeded
/// @param lag records of the topic that are not written yet; empty if unknown
/// @param recordCount records read and written
/// @param byteCount bytes of their values
/// @param failureCount how often reading or writing failed and was restarted
/// @param failure why reading is interrupted; empty if it is not
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
