package dev.berth.features.materialize;

import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.statistics.ViewStatistics;
import java.util.List;
import java.util.Optional;

/// Result of a materialization.
///
/// @param untilMicros instant up to which the store now contains events
/// @param isFull whether all rows were written anew
/// @param wasResumed whether it continued an interrupted run
/// @param statistics of all rows; empty only if an earlier Berth began the run and had come too far
///   for them
/// @param lateCount late events of days materialized before, which are in the rows now
/// @param goneCount earlier events that the history no longer has, which rows may still contain
/// @param unmet unmet expectations of rows that are read; empty for a resumed incremental run,
///   which reported them before
public record MaterializationResult(
        ViewReference view,
        long untilMicros,
        boolean isFull,
        boolean wasResumed,
        long eventCount,
        long rowCount,
        Optional<ViewStatistics> statistics,
        long lateCount,
        long goneCount,
        List<UnmetExpectation> unmet) {

    public MaterializationResult {
        unmet = List.copyOf(unmet);
    }

    /// A result without late or removed events.
    public MaterializationResult(
            ViewReference view,
            long untilMicros,
            boolean isFull,
            boolean wasResumed,
            long eventCount,
            long rowCount,
            Optional<ViewStatistics> statistics) {
        this(
                view,
                untilMicros,
                isFull,
                wasResumed,
                eventCount,
                rowCount,
                statistics,
                0,
                0,
                List.of());
    }

    /// The combined result of two consecutive runs.
    MaterializationResult after(MaterializationResult before) {
        return new MaterializationResult(
                view,
                untilMicros,
                isFull,
                wasResumed || before.wasResumed,
                before.eventCount + eventCount,
                before.rowCount + rowCount,
                statistics,
                before.lateCount + lateCount,
                before.goneCount + goneCount,
                unmet);
    }
}
