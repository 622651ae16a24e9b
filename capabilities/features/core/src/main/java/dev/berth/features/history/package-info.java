/// Offline store interface for materialization and joins, and the parts of a join that all engines
/// share.
///
/// Start with [OfflineStore].
@NullMarked
package dev.berth.features.history;

import org.jspecify.annotations.NullMarked;
