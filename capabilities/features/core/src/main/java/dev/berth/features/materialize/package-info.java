/// Brings what happened in the past into the online store: in full, or what was added since, again
/// and again, whenever it was killed before.
///
/// Start with [MaterializationJob].
@NullMarked
package dev.berth.features.materialize;

import org.jspecify.annotations.NullMarked;
