package dev.berth.server.feature;

import dev.berth.features.online.FeatureReads;
import dev.berth.serving.Serving;

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

    @Override
    public void close() {
        pool.close();
    }
}
