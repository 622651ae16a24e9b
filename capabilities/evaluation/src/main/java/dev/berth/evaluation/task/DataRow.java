package dev.berth.evaluation.task;

import org.jspecify.annotations.Nullable;

/// Row of an evaluation's data. Immutable.
public interface DataRow {
    /// Its number in the file, from 1; the header line is none.
    long number();

    /// The value of a column in the Java form of its [dev.berth.core.feature.FeatureType]; null if
    /// it is missing in this row.
    ///
    /// @throws IllegalArgumentException if the run reads no such column; a task names its columns
    ///   in [TaskEvaluation#columns]
    @Nullable Object value(String column);
}
