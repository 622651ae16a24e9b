/// Mergeable aggregates: the algebra that batch, stream and online reads share.
///
/// Start with [PartialAggregate]. Everything here is independent of the order of events and of
/// their division, which is why all engines agree exactly. The sketches are those of
/// [dev.berth.statistics].
@NullMarked
package dev.berth.features.aggregate;

import org.jspecify.annotations.NullMarked;
