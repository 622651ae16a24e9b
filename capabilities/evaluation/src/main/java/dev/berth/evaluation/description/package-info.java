/// Descriptions of evaluations: what `evaluations/NAME.yaml` and the options of `berth evaluate`
/// say.
///
/// Start reading at [dev.berth.evaluation.description.EvaluationDescription].
@NullMarked
package dev.berth.evaluation.description;

import org.jspecify.annotations.NullMarked;
