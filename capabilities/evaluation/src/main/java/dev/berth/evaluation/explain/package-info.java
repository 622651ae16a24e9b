/// Explanations of a model by its predictions alone: which inputs matter, and how.
///
/// Start reading at [dev.berth.evaluation.explain.RecordScorer], all that they know of a model;
/// then [dev.berth.evaluation.explain.PermutationImportance],
/// [dev.berth.evaluation.explain.PartialDependence] and
/// [dev.berth.evaluation.explain.ShapleyValues]. They explain the model, not the world: an input
/// that matters to a model need not be a cause. Deliberately absent: whatever needs a model's
/// inside.
@NullMarked
package dev.berth.evaluation.explain;

import org.jspecify.annotations.NullMarked;
