package dev.berth.featurestore;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.duckdb.DuckDbOfflineStore;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.RetiredRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Materialization of views in the background of a serving process. Thread-safe.
///
/// @param kept the store if the process has it open for writing; empty if it only reads: then one
///   is opened for the run, which excludes other writers
/// @param feeding lock of a source's ingestion
/// @param repair sets a damaged store aside
record BackgroundMaterializer(
        OnlineStoreFactory address,
        Supplier<FeatureDefinitions> definitions,
        Supplier<Optional<OnlineStore>> kept,
        Function<SourceName, Lock> feeding,
        Runnable repair,
        InstantSource clock)
        implements MaterializationRuns.Work {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundMaterializer.class);

    /// Less than for a command, since requests are served meanwhile; the rest spills to files.
    private static final long HISTORY_BYTES = 1L << 30;

    /// Separate from that of a command, which may join meanwhile.
    private static final String TEMPORARY = ".berth/features/temporary-server";

    /// Half of the processors: these threads have low priority, but share caches and memory with
    /// those that serve.
    private static final int PROCESSOR_SHARE = 2;

    @Override
    public MaterializationResult materialize(
            ViewReference reference,
            MaterializationScope extent,
            Optional<Instant> wanted,
            MaterializationListener progress) {
        FeatureDefinitions now = definitions.get();
        FeatureView view =
                now.findView(reference)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.FEATURE_NOT_FOUND,
                                                "no view " + reference + " any more",
                                                "name one that is described or published"));
        if (extent == MaterializationScope.FULL) {
            repair.run();
        }
        Instant whole = Freshness.historyUntil(view, now, clock.instant());
        Instant until = wanted.filter(whole::isAfter).orElse(whole);
        Optional<OnlineStore> open = kept.get();
        if (open.isPresent()) {
            return materialize(view, now, open.get(), extent, until, progress);
        }
        try (OnlineStore own = address.open()) {
            return materialize(view, now, own, extent, until, progress);
        }
    }

    private MaterializationResult materialize(
            FeatureView view,
            FeatureDefinitions now,
            OnlineStore store,
            MaterializationScope extent,
            Instant until,
            MaterializationListener progress) {
        var place = new SourcePathResolver(address.directory(), address.environment());
        try (Database database = openDatabase()) {
            var materialization =
                    new MaterializationJob(
                            view,
                            now,
                            store,
                            new DuckDbOfflineStore(database, now, place),
                            progress,
                            feeding.apply(view.source()));
            MaterializationResult outcome =
                    switch (extent) {
                        case ADDED -> materialization.incrementalByNow(until);
                        case FULL -> materialization.full(until);
                    };
            RetiredRows.remove(now, store)
                    .forEach(
                            retired ->
                                    LOG.info(
                                            "{} is retired: nothing is kept of it any more",
                                            retired));
            return outcome;
        }
    }

    /// Opened on the materializing thread, whose low priority its threads inherit.
    private Database openDatabase() {
        return Database.open(
                new DatabaseSettings(
                        HISTORY_BYTES,
                        address.directory().resolve(TEMPORARY),
                        Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSOR_SHARE)));
    }
}
