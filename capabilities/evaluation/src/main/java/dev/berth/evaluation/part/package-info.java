/// The files of a system that describe evaluations: `evaluations/*.yaml`.
///
/// Start reading at [dev.berth.evaluation.part.EvaluationsPart].
@NullMarked
package dev.berth.evaluation.part;

import org.jspecify.annotations.NullMarked;
