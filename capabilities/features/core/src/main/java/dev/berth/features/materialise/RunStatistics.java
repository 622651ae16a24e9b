package dev.berth.features.materialise;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoredView;
import dev.berth.features.statistics.Census;
import dev.berth.features.statistics.KeptStatistics;
import dev.berth.features.statistics.Survey;
import dev.berth.features.statistics.ViewStatistics;
import java.time.InstantSource;
import java.util.Optional;

/// What the runs of a materialisation do for statistics: they are taken when the rows are whole,
/// and kept in the write by which these are read.
///
/// Of a view whose events arrive they are of the history alone, and are taken before the rest comes
/// to the rows, of which values of earlier instants cannot be read any more. They are noted beside
/// until the run has ended, so that one that is resumed has them.
final class RunStatistics {
    private final StoredView view;
    private final OnlineStore store;
    private final KeptStatistics kept;
    private final InstantSource clock;

    RunStatistics(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock) {
        this.view = new StoredView(view, definitions);
        this.store = store;
        this.kept = new KeptStatistics(view, definitions, store);
        this.clock = clock;
    }

    /// Which entities the rows of a run have.
    Census census(RunMark start) {
        return new Census(view, store, Survey.sampleMax(view.view()), start.census());
    }

    /// Those of rows that are whole.
    ViewStatistics take(RunMark start, Census census) {
        census.complete(start.plan().generation(), start.plan().isFull());
        return new Survey(view, store)
                .take(
                        start.plan().generation(),
                        census,
                        start.plan().untilMicros(),
                        clock.instant());
    }

    /// Those of a view whose events arrive.
    ///
    /// @param isReplaying whether some of what arrived may be in the rows already
    Optional<ViewStatistics> takeBeforeReplay(RunMark start, Census census, boolean isReplaying) {
        Optional<ViewStatistics> noted =
                Optional.ofNullable(store.read(notedKey())).map(KeptStatistics::read);
        if (isReplaying || noted.isPresent()) {
            census.complete(start.plan().generation(), start.plan().isFull());
            return noted;
        }
        ViewStatistics taken = take(start, census);
        var batch = new StoreBatch();
        batch.put(notedKey(), KeptStatistics.bytes(taken));
        store.write(batch);
        return Optional.of(taken);
    }

    private byte[] notedKey() {
        return view.space().markKey("run-statistics");
    }

    /// Puts them into the last write of a run.
    void keep(RunMark start, Census census, Optional<ViewStatistics> statistics, StoreBatch batch) {
        census.keep(start.plan().generation(), batch);
        statistics.ifPresent(taken -> kept.add(taken, batch));
        batch.delete(notedKey());
    }
}
