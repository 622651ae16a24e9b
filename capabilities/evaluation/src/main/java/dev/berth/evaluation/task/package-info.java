/// The seam between an evaluation run and the tasks: what a task makes of a row and its prediction,
/// what it gathers, and which metrics it computes.
///
/// Start reading at [dev.berth.evaluation.task.TaskEvaluation]. The run reads rows, predicts them,
/// finds their slices, draws the resamples and keeps the sums; a task is free of all that.
@NullMarked
package dev.berth.evaluation.task;

import org.jspecify.annotations.NullMarked;
