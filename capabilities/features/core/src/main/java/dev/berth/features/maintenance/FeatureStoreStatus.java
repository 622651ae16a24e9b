package dev.berth.features.maintenance;

import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.skew.LogStatus;
import java.util.List;
import java.util.Map;

/// How features are kept up by a process, and how up to date they are.
///
/// @param freshness as it was read last
/// @param isStoreRead whether that was a moment ago, and nothing of the store is lost; otherwise
///   the store does not answer, or not for all
/// @param fed the sources that this process has fed since it began
/// @param feeds of topics
/// @param runs the last materialization of each view of which there was one
/// @param log of what is served
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
