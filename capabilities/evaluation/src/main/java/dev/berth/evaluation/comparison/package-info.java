/// Comparison of candidates: models and endpoints that could do the same task.
///
/// Start with [Comparison]. Each candidate is evaluated on the same rows; [UnitRecorder] keeps what
/// paired tests need of a row, [PairedComparison] tests two candidates on the rows that both
/// answered, [CostMeasurement] times them, and [Choice] says which to use. Deliberately absent:
/// tables and plots, which are documents.
@NullMarked
package dev.berth.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
