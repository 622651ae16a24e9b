/// Offline store as materialization and joins use it, and what all engines share of a join.
///
/// Start with [OfflineStore].
@NullMarked
package dev.berth.features.history;

import org.jspecify.annotations.NullMarked;
