/// Brings what happened in the past into the online store: in full, or what was added since, again
/// and again, whenever it was killed before.
///
/// Start with [Materialisation].
@NullMarked
package dev.berth.features.materialise;

import org.jspecify.annotations.NullMarked;
