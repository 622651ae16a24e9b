package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.features.online.FeatureReads;
import dev.berth.features.upkeep.Upkeep;
import dev.berth.serving.Serving;
import java.util.Optional;

/// The features that a server offers.
///
/// @param services names that stand for some of them
/// @param lineage of their views
/// @param pool where they are read when that may take a while
public record OfferedFeatures(
        FeatureReads reads, FeatureServices services, ViewLineage lineage, ReadPool pool)
        implements AutoCloseable {
    /// Those of a system that is served.
    public static OfferedFeatures of(FeatureReads reads, Serving serving) {
        return new OfferedFeatures(
                reads, new FeatureServices(serving), new ViewLineage(serving), new ReadPool());
    }

    private Optional<Upkeep> upkeep() {
        return reads instanceof Upkeep upkeep ? Optional.of(upkeep) : Optional.empty();
    }

    /// What is lost of their store, as was known some seconds ago. Never waits.
    public Optional<Problem> damage() {
        return upkeep().flatMap(Upkeep::damage);
    }

    /// What is lost of their store. Waits a fraction of a second for it at most.
    public Optional<Problem> damageNow() {
        upkeep().ifPresent(Upkeep::status);
        return damage();
    }

    @Override
    public void close() {
        pool.close();
    }
}
