/// Evaluation of classifiers: binary, multi-class and multi-label.
///
/// Start reading at [dev.berth.evaluation.classification.BinaryEvaluation]. [ScoreTable] gathers
/// scores by label, [ScoreCells] has the areas under the curves, [ConfusionCounts] what follows
/// from decisions.
@NullMarked
package dev.berth.evaluation.classification;

import org.jspecify.annotations.NullMarked;
