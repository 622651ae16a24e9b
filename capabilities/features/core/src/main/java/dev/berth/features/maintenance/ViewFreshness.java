package dev.berth.features.maintenance;

import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.Optional;

/// Up to when what happened is in the rows of a view.
///
/// @param hasHistory whether it can be materialized; one of a stream that is kept nowhere is fed
///   alone
/// @param isLost whether its rows are lost with a part of the store, until they are written anew
/// @param materializedUntil up to when the history is in them; empty if it never was
public record ViewFreshness(
        ViewReference view,
        boolean hasHistory,
        boolean isLost,
        Optional<Instant> materializedUntil) {}
