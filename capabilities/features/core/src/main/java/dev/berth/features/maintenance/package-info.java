/// Freshness of features, and its upkeep, in a process that serves them.
///
/// Start with [FeatureStoreMaintenance]. Its implementation is elsewhere, since it needs the
/// history of a system (ADR 0037).
@NullMarked
package dev.berth.features.maintenance;

import org.jspecify.annotations.NullMarked;
