/// Fairness of decisions between groups of people.
///
/// Start reading at [dev.berth.evaluation.fairness.DecisionCounts], the decisions on one group, and
/// [dev.berth.evaluation.fairness.FairnessGap], the differences between groups. Measures of scores
/// instead of decisions are in [dev.berth.evaluation.auc]. Deliberately absent: how a model is made
/// fairer.
@NullMarked
package dev.berth.evaluation.fairness;

import org.jspecify.annotations.NullMarked;
