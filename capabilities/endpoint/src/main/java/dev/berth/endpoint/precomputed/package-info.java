/// Precomputed answers, as endpoints look them up. Where they come from is another capability's
/// matter, found by `ServiceLoader`.
///
/// Start reading at [dev.berth.endpoint.precomputed.PrecomputedAnswers].
@NullMarked
package dev.berth.endpoint.precomputed;

import org.jspecify.annotations.NullMarked;
