package dev.berth.features.maintenance;

import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.skew.LogStatus;
import java.util.List;
import java.util.Map;

/// Status of the feature store in one process.
///
/// @param freshness as read last
/// @param isStoreRead whether that was a moment ago and nothing of the store is lost; otherwise the
///   store does not answer, or only in part
/// @param fed the sources that this process has ingested since it began
/// @param feeds status of topics
/// @param runs the last materialization of each view
/// @param log status of the serving log
public record FeatureStoreStatus(
        Freshness freshness,
        boolean isStoreRead,
        Map<SourceName, IngestStatus> fed,
        List<FeedStatus> feeds,
        List<MaterializationStatus> runs,
        LogStatus log) {
    public FeatureStoreStatus {
        fed = Map.copyOf(fed);
        feeds = List.copyOf(feeds);
        runs = List.copyOf(runs);
    }
}
