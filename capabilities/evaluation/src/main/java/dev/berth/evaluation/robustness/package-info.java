/// Robustness: what a model's quality loses when its inputs are perturbed.
///
/// Start reading at [dev.berth.evaluation.robustness.Perturbation], a change of one input's value,
/// and [dev.berth.evaluation.robustness.RobustnessTest]. Deliberately absent: perturbations that
/// are found by an attack on the model.
@NullMarked
package dev.berth.evaluation.robustness;

import org.jspecify.annotations.NullMarked;
