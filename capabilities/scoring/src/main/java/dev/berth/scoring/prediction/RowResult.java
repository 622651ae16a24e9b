package dev.berth.scoring.prediction;

import dev.berth.core.ProblemCode;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.PredictedRow;

/// Row after its prediction.
public sealed interface RowResult {
    DataRow row();

    /// Row with its prediction.
    record Predicted(PredictedRow predicted) implements RowResult {
        @Override
        public DataRow row() {
            return predicted.row();
        }
    }

    /// Row that cannot be predicted.
    ///
    /// @param column empty if the row as a whole is at fault
    record Failed(DataRow row, String column, ProblemCode code, String message)
            implements RowResult {}
}
