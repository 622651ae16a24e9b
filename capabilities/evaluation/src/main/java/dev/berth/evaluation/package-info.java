/// Evaluation of models and endpoints: quality on labelled data, with intervals, on slices.
///
/// Start reading at [dev.berth.evaluation.report.EvaluationReport], what an evaluation gives, and
/// [dev.berth.evaluation.task.TaskEvaluation], what a task brings. Deliberately absent: how a
/// prediction is made (applications implement the calls) and how a report is shown.
@NullMarked
package dev.berth.evaluation;

import org.jspecify.annotations.NullMarked;
