/// Aggregates that can be taken apart and put together: the algebra that batch, stream and online
/// reads share.
///
/// Start with [PartialAggregate]. Everything here is independent of the order in which events come
/// and of how they are divided, which is why all engines agree exactly.
@NullMarked
package dev.berth.features.aggregate;

import org.jspecify.annotations.NullMarked;
