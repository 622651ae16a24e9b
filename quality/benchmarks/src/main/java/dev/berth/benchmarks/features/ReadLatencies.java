package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureReads;
import dev.berth.features.online.FeatureRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Reads within the process, one after the other, each of other entities.
final class ReadLatencies {
    private static final long SEED = 11;

    private final OnlineSystem system;
    private final FeatureReads reads;

    ReadLatencies(OnlineSystem system, FeatureReads reads) {
        this.system = system;
        this.reads = reads;
    }

    /// Reads for this long; what the first fifth took does not count.
    LatencySamples run(int entities, Duration time) {
        var random = new SplittableRandom(SEED);
        var samples = new LatencySamples();
        long start = System.nanoTime();
        long counted = start + time.toNanos() / 5;
        long end = start + time.toNanos();
        for (long now = start; now < end; ) {
            List<Object> keys = List.copyOf(system.entities(random, entities));
            var query =
                    new FeatureQuery(
                            OnlineSystem.features(), Map.of("who", keys), Optional.empty());
            long before = System.nanoTime();
            FeatureRows rows = reads.read(query);
            now = System.nanoTime();
            if (rows.rows().size() != entities) {
                throw new IllegalStateException(rows.rows().size() + " rows");
            }
            if (before >= counted) {
                samples.add(now - before);
            }
        }
        return samples;
    }
}
