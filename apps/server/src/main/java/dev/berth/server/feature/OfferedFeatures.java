package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.serving.ModelServer;
import java.util.Optional;

/// The features that a server offers.
///
/// @param services names that stand for some of them
/// @param lineage of their views
/// @param pool where they are read when that may take a while
public record OfferedFeatures(
        OnlineFeatureReader reads, FeatureServices services, ViewLineage lineage, ReadPool pool)
        implements AutoCloseable {
    /// Those of a system that is served.
    public static OfferedFeatures of(OnlineFeatureReader reads, ModelServer serving) {
        return new OfferedFeatures(
                reads, new FeatureServices(serving), new ViewLineage(serving), new ReadPool());
    }

    private Optional<FeatureStoreMaintenance> upkeep() {
        return reads instanceof FeatureStoreMaintenance upkeep
                ? Optional.of(upkeep)
                : Optional.empty();
    }

    /// What is lost of their store, as was known some seconds ago. Never waits.
    public Optional<Problem> damage() {
        return upkeep().flatMap(FeatureStoreMaintenance::damage);
    }

    /// What is lost of their store. Waits a fraction of a second for it at most.
    public Optional<Problem> damageNow() {
        upkeep().ifPresent(FeatureStoreMaintenance::status);
        return damage();
    }

    @Override
    public void close() {
        pool.close();
    }
}
