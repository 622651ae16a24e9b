package dev.berth.features.materialize;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.online.OnlineStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/// Materializations with small bulk loads, so that few rows make several, and without readers that
/// would have to notice a new generation.
public final class SmallLoads {
    private SmallLoads() {}

    /// A materialization of a view.
    ///
    /// @param loadBytesMax bytes after which a bulk load ends with a checkpoint
    public static MaterializationJob materialization(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            OfflineStore history,
            long loadBytesMax) {
        return new MaterializationJob(
                view,
                definitions,
                store,
                history,
                MaterializationListener.NONE,
                InstantSource.system(),
                Duration.ZERO,
                loadBytesMax,
                new ReentrantLock());
    }
}
