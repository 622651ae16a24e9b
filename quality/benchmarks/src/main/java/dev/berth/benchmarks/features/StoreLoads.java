package dev.berth.benchmarks.features;

import com.sun.management.OperatingSystemMXBean;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.rocksdb.RocksStore;
import dev.berth.featurestore.FeatureStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Benchmark of materializing a view from its files, against writing the same rows directly to
/// RocksDB in key order and batches of the same size.
final class StoreLoads {
    private static final int ROWS_OF_A_WRITE = 2_000;

    private final OnlineSystem system;
    private final FeatureDefinitions definitions;

    StoreLoads(OnlineSystem system, FeatureDefinitions definitions) {
        this.system = system;
        this.definitions = definitions;
    }

    /// Result of writing rows.
    ///
    /// @param processorNanos of all threads of this process
    record Cost(long rows, long nanos, long processorNanos) {
        double perSecond() {
            return rows / (nanos / 1e9);
        }

        double processorMicrosPerRow() {
            return processorNanos / 1e3 / rows;
        }
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /// Materializes all views in full.
    Cost materialize() {
        long rows = 0;
        long start = System.nanoTime();
        long processor = processorNanos();
        try (var store = store()) {
            for (FeatureView view : definitions.views().values()) {
                rows +=
                        store.materializeInFull(view, Instant.now(), MaterializationListener.NONE)
                                .rowCount();
            }
        }
        return new Cost(rows, System.nanoTime() - start, processorNanos() - processor);
    }

    FeatureStore store() {
        return FeatureStore.of(system.folder(), Optional.empty(), definitions, Map.of());
    }

    Path online() {
        return system.folder().resolve(".berth/features/online");
    }

    /// Writes the same rows directly, view by view.
    Cost straight() throws IOException {
        Path folder = system.folder().resolve("straight");
        clear(folder);
        long rows = 0;
        long nanos = 0;
        long processor = 0;
        try (OnlineStore from = RocksStore.openToRead(online());
                OnlineStore to = RocksStore.open(folder)) {
            for (FeatureView view : definitions.views().values()) {
                var space = ViewKeyspace.of(view, definitions);
                var all = new StoreBatch();
                from.scan(space.prefix(space.current(from).generation()), all::put);
                long start = System.nanoTime();
                long processorStart = processorNanos();
                write(all.changes(), to);
                nanos += System.nanoTime() - start;
                processor += processorNanos() - processorStart;
                rows += all.changes().size();
            }
        }
        clear(folder);
        return new Cost(rows, nanos, processor);
    }

    private static void write(List<StoreBatch.Change> rows, OnlineStore to) {
        var batch = new StoreBatch();
        for (StoreBatch.Change row : rows) {
            batch.put(row.key(), Objects.requireNonNull(row.value()));
            if (batch.changes().size() == ROWS_OF_A_WRITE) {
                to.write(batch);
                batch.clear();
            }
        }
        to.write(batch);
    }

    static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
