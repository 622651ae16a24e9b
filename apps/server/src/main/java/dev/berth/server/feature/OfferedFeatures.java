package dev.berth.server.feature;

import dev.berth.features.online.FeatureReads;
import dev.berth.features.upkeep.Upkeep;
import dev.berth.serving.Serving;
import java.util.Optional;

/// The features that a server offers.
///
/// @param services names that stand for some of them
/// @param pool where they are read when that may take a while
public record OfferedFeatures(FeatureReads reads, FeatureServices services, ReadPool pool)
        implements AutoCloseable {
    /// Those of a system that is served.
    public static OfferedFeatures of(FeatureReads reads, Serving serving) {
        return new OfferedFeatures(reads, new FeatureServices(serving), new ReadPool());
    }

    /// What keeps them up to date; empty if this process does not.
    public Optional<Upkeep> upkeep() {
        return reads instanceof Upkeep upkeep ? Optional.of(upkeep) : Optional.empty();
    }

    @Override
    public void close() {
        pool.close();
    }
}
