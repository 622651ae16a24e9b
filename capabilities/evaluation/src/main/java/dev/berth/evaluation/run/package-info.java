/// Runs of evaluations: rows are read, predicted in batches, and added to what each slice gathers.
///
/// Start reading at [dev.berth.evaluation.run.EvaluationRun]. Applications implement
/// [dev.berth.scoring.prediction.RecordPredictor].
@NullMarked
package dev.berth.evaluation.run;

import org.jspecify.annotations.NullMarked;
