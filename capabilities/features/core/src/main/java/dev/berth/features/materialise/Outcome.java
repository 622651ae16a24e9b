package dev.berth.features.materialise;

import dev.berth.core.feature.ViewReference;
import dev.berth.features.statistics.ViewStatistics;
import java.util.Optional;

/// What a materialisation did.
///
/// @param untilMicros up to when events are in the store now
/// @param isFull whether all rows were written anew
/// @param wasResumed whether it went on with one that had been interrupted
/// @param statistics of all rows; empty only if an earlier Berth had begun the run and come to
///   where they could not be taken any more
public record Outcome(
        ViewReference view,
        long untilMicros,
        boolean isFull,
        boolean wasResumed,
        long eventCount,
        long rowCount,
        Optional<ViewStatistics> statistics) {}
