package dev.berth.features.materialise;

import dev.berth.core.feature.ViewReference;

/// What a materialisation did.
///
/// @param untilMicros up to when events are in the store now
/// @param isFull whether all rows were written anew
/// @param wasResumed whether it went on with one that had been interrupted
public record Outcome(
        ViewReference view,
        long untilMicros,
        boolean isFull,
        boolean wasResumed,
        long eventCount,
        long rowCount) {}
