package dev.berth.features.materialize;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.expectation.ExpectationCheck;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoredViewReader;
import dev.berth.features.statistics.EntityCounter;
import dev.berth.features.statistics.StatisticsCollector;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.features.statistics.ViewStatistics;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Statistics of a materialization run: computed when its rows are complete, and stored in the
/// write that makes them current.
///
/// For a streamed view they cover the history alone and are computed before the log is replayed,
/// since values of earlier instants cannot be read afterwards. They are stored beside the rows
/// until the run ends, so that a resumed run has them.
final class RunStatistics {
    private static final int ROWS_BETWEEN_CHECKS = 10_000;

    private final StoredViewReader view;
    private final OnlineStore store;
    private final StatisticsStore kept;
    private final InstantSource clock;

    RunStatistics(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock) {
        this.view = new StoredViewReader(view, definitions);
        this.store = store;
        this.kept = new StatisticsStore(view, definitions, store);
        this.clock = clock;
    }

    /// The counter of the entities in a run's rows.
    EntityCounter census(MaterializationCheckpoint start) {
        return new EntityCounter(
                view, store, StatisticsCollector.sampleMax(view.view()), start.census());
    }

    /// A check of the view's expectations.
    ExpectationCheck check() {
        return new ExpectationCheck(view);
    }

    /// Statistics and unmet expectations of complete rows.
    ///
    /// @param statistics empty if an earlier Berth began the run and came too far
    /// @param unmet the expectations that the rows do not meet
    record Taken(Optional<ViewStatistics> statistics, List<UnmetExpectation> unmet) {}

    /// Computes the statistics of complete rows. A full run is checked against the expectations
    /// here; other runs were checked before, by [DryRun].
    ///
    /// @param newestMicros event time of the newest event; [Long#MIN_VALUE] if there is none
    /// @throws dev.berth.core.ProblemException `expectation-failed`
    Taken take(MaterializationCheckpoint start, EntityCounter census, long newestMicros) {
        RunPlan plan = start.plan();
        census.complete(plan.generation(), plan.isFull());
        ExpectationCheck check = check();
        ViewStatistics taken =
                new StatisticsCollector(view, store, check::sampled)
                        .take(plan.generation(), census, plan.untilMicros(), clock.instant());
        if (!plan.isFull()) {
            return new Taken(Optional.of(taken), List.of());
        }
        if (check.isOfRows()) {
            checkRows(plan, check);
        }
        List<UnmetExpectation> unmet =
                check.unmet(census.entityCount(), newestMicros, plan.untilMicros());
        check.requireNoStop(unmet);
        return new Taken(Optional.of(taken), unmet);
    }

    private void checkRows(RunPlan plan, ExpectationCheck check) {
        byte[] prefix = view.space().prefix(plan.generation());
        long[] count = new long[1];
        store.scan(
                prefix,
                (key, row) -> {
                    check.row(key, prefix.length, row, plan.untilMicros());
                    count[0]++;
                    if (count[0] % ROWS_BETWEEN_CHECKS == 0) {
                        StatisticsCollector.requireWanted(view.view().reference());
                    }
                });
    }

    /// Checks the expectations on rows that a run is about to write.
    ///
    /// @param census which has counted them
    /// @param check which has checked them
    /// @throws dev.berth.core.ProblemException `expectation-failed`
    List<UnmetExpectation> foresee(
            MaterializationCheckpoint start,
            EntityCounter census,
            ExpectationCheck check,
            long newestMicros) {
        RunPlan plan = start.plan();
        census.complete(plan.generation(), false);
        if (check.isOfSample()) {
            new StatisticsCollector(view, store, check::sampled)
                    .take(plan.generation(), census, plan.untilMicros(), clock.instant());
        }
        List<UnmetExpectation> unmet =
                check.unmet(census.entityCount(), newestMicros, plan.untilMicros());
        check.requireNoStop(unmet);
        return unmet;
    }

    /// Computes the statistics of a streamed view before the replay.
    ///
    /// @param isReplaying whether the rows may contain some logged events already
    Taken takeBeforeReplay(
            MaterializationCheckpoint start,
            EntityCounter census,
            long newestMicros,
            boolean isReplaying) {
        Optional<ViewStatistics> noted =
                Optional.ofNullable(store.read(notedKey())).map(StatisticsStore::read);
        if (isReplaying || noted.isPresent()) {
            census.complete(start.plan().generation(), start.plan().isFull());
            return new Taken(noted, List.of());
        }
        Taken taken = take(start, census, newestMicros);
        var batch = new StoreBatch();
        taken.statistics()
                .ifPresent(statistics -> batch.put(notedKey(), StatisticsStore.bytes(statistics)));
        store.write(batch);
        return taken;
    }

    private byte[] notedKey() {
        return view.space().markKey("run-statistics");
    }

    /// Adds the statistics to the last write of a run.
    void keep(
            MaterializationCheckpoint start,
            EntityCounter census,
            Optional<ViewStatistics> statistics,
            StoreBatch batch) {
        census.keep(start.plan().generation(), batch);
        statistics.ifPresent(taken -> kept.add(taken, batch));
        batch.delete(notedKey());
    }
}
