package dev.berth.features.materialize;

import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.statistics.ViewStatistics;
import java.util.List;
import java.util.Optional;

/// What a materialization did.
///
/// @param untilMicros up to when events are in the store now
/// @param isFull whether all rows were written anew
/// @param wasResumed whether it continued with one that had been interrupted
/// @param statistics of all rows; empty only if an earlier Berth had begun the run and come to
///   where they could not be taken any more
/// @param lateCount how many events were found for days that were materialized before, and are in
///   the rows now
/// @param goneCount how many events of before the history has not any more, which rows may still be
///   made of
/// @param unmet what the rows do not meet of what is expected of them, though they are read; empty
///   if a run that adds to rows was resumed, which told it before
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

    /// One that found nothing late and nothing gone.
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

    /// The same, of a run that went on after another.
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
