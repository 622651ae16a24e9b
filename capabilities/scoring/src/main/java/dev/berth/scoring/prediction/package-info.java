/// Predictions of rows: columns or expressions become records, records of a batch are predicted
/// together, and a row at fault is found.
///
/// Start reading at [dev.berth.scoring.prediction.BatchPredictor]. Applications implement
/// [dev.berth.scoring.prediction.RecordPredictor].
@NullMarked
package dev.berth.scoring.prediction;

import org.jspecify.annotations.NullMarked;
