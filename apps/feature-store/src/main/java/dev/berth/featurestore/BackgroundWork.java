package dev.berth.featurestore;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.duckdb.DuckHistory;
import dev.berth.features.duckdb.engine.Database;
import dev.berth.features.duckdb.engine.DatabaseSettings;
import dev.berth.features.history.SourcePlace;
import dev.berth.features.materialise.Extent;
import dev.berth.features.materialise.Materialisation;
import dev.berth.features.materialise.MaterialisationProgress;
import dev.berth.features.materialise.Outcome;
import dev.berth.features.materialise.RetiredRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.upkeep.Freshness;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Materialises a view beside a process's other work. Thread-safe.
///
/// @param kept the store that the process has open to write; empty if it only reads: then one is
///   opened for the time of the run, which no other process can write meanwhile
/// @param feeding the lock of whoever feeds a source
/// @param repair sets a damaged store aside
record BackgroundWork(
        StoreAddress address,
        Supplier<FeatureDefinitions> definitions,
        Supplier<Optional<OnlineStore>> kept,
        Function<SourceName, Lock> feeding,
        Runnable repair,
        InstantSource clock)
        implements MaterialisationRuns.Work {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    /// Less than a command takes, as requests are answered beside it; what does not fit goes to
    /// files.
    private static final long HISTORY_BYTES = 1L << 30;

    /// Apart from that of a command, which may join meanwhile.
    private static final String TEMPORARY = ".berth/features/temporary-server";

    /// Half of the processors: these threads are nicer than those that answer, but share caches and
    /// memory with them.
    private static final int PROCESSOR_SHARE = 2;

    @Override
    public Outcome materialise(
            ViewReference reference,
            Extent extent,
            Optional<Instant> wanted,
            MaterialisationProgress progress) {
        FeatureDefinitions now = definitions.get();
        FeatureView view =
                now.findView(reference)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.FEATURE_NOT_FOUND,
                                                "no view " + reference + " any more",
                                                "name one that is described or published"));
        if (extent == Extent.FULL) {
            repair.run();
        }
        Instant whole = Freshness.historyUntil(view, now, clock.instant());
        Instant until = wanted.filter(whole::isAfter).orElse(whole);
        Optional<OnlineStore> open = kept.get();
        if (open.isPresent()) {
            return materialise(view, now, open.get(), extent, until, progress);
        }
        try (OnlineStore own = address.open()) {
            return materialise(view, now, own, extent, until, progress);
        }
    }

    private Outcome materialise(
            FeatureView view,
            FeatureDefinitions now,
            OnlineStore store,
            Extent extent,
            Instant until,
            MaterialisationProgress progress) {
        var place = new SourcePlace(address.directory(), address.environment());
        try (Database database = openDatabase()) {
            var materialisation =
                    new Materialisation(
                            view,
                            now,
                            store,
                            new DuckHistory(database, now, place),
                            progress,
                            feeding.apply(view.source()));
            Outcome outcome =
                    switch (extent) {
                        case ADDED -> materialisation.incrementalByNow(until);
                        case FULL -> materialisation.full(until);
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

    /// On the thread that materialises, whose low priority its threads inherit.
    private Database openDatabase() {
        return Database.open(
                new DatabaseSettings(
                        HISTORY_BYTES,
                        address.directory().resolve(TEMPORARY),
                        Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSOR_SHARE)));
    }
}
