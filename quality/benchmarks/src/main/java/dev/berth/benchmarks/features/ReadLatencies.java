package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Measurement of sequential reads within the process, each of other entities.
final class ReadLatencies {
    private static final long SEED = 11;

    /// A block of 4 KiB has twice as many rows of a hundred bytes.
    private static final int WARM_STEP = 15;

    private static final int WARM_TOGETHER = 100;

    private final OnlineSystem system;
    private final OnlineFeatureReader reads;

    ReadLatencies(OnlineSystem system, OnlineFeatureReader reads) {
        this.system = system;
        this.reads = reads;
    }

    /// Reads enough entities to cache each block of the store's files.
    void warmBlocks() {
        warm(WARM_STEP);
    }

    /// Reads all entities once.
    void warmRows() {
        warm(1);
    }

    private void warm(int step) {
        for (long first = 0; first < system.entityCount(); first += (long) step * WARM_TOGETHER) {
            List<Object> keys = new ArrayList<>();
            for (int i = 0; i < WARM_TOGETHER; i++) {
                long who = first + (long) i * step;
                if (who < system.entityCount()) {
                    keys.add(who);
                }
            }
            var _ =
                    reads.read(
                            FeatureQuery.of(
                                    OnlineSystem.FEATURES, Map.of("who", keys), Optional.empty()));
        }
    }

    /// Reads for a duration, without counting its first fifth.
    LatencySamples run(int entities, Duration time) {
        var random = new SplittableRandom(SEED);
        var samples = new LatencySamples();
        long start = System.nanoTime();
        long counted = start + time.toNanos() / 5;
        long end = start + time.toNanos();
        for (long now = start; now < end; ) {
            List<Object> keys = List.copyOf(system.entities(random, entities));
            var query =
                    FeatureQuery.of(OnlineSystem.FEATURES, Map.of("who", keys), Optional.empty());
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
