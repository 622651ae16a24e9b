package dev.berth.features.upkeep;

import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.materialise.MaterialisationRun;
import dev.berth.features.served.LogStatus;
import java.util.List;
import java.util.Map;

/// How features are kept up by a process, and how up to date they are.
///
/// @param freshness as it was read last
/// @param isStoreRead whether that was a moment ago, and nothing of the store is lost; otherwise
///   the store does not answer, or not for all
/// @param fed the sources that this process has fed since it began
/// @param feeds of topics
/// @param runs the last materialisation of each view of which there was one
/// @param log of what is served
public record UpkeepStatus(
        Freshness freshness,
        boolean isStoreRead,
        Map<SourceName, IngestStatus> fed,
        List<FeedStatus> feeds,
        List<MaterialisationRun> runs,
        LogStatus log) {
    public UpkeepStatus {
        fed = Map.copyOf(fed);
        feeds = List.copyOf(feeds);
        runs = List.copyOf(runs);
    }
}
