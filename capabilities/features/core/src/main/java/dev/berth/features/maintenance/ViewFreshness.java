package dev.berth.features.maintenance;

import dev.berth.core.feature.ViewReference;
import java.time.Instant;
import java.util.Optional;

/// Freshness of the rows of one view.
///
/// @param hasHistory whether it can be materialized; false for a stream without a batch source
/// @param isLost whether its rows are lost with a part of the store, until they are rewritten
/// @param materializedUntil instant up to which the rows contain the history; empty if never
///   materialized
public record ViewFreshness(
        ViewReference view,
        boolean hasHistory,
        boolean isLost,
        Optional<Instant> materializedUntil) {}
