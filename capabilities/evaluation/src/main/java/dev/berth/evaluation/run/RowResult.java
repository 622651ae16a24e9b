package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.evaluation.task.DataRow;
import dev.berth.evaluation.task.PredictedRow;

/// Row after its prediction.
sealed interface RowResult {
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
