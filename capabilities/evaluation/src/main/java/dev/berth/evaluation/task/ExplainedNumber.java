package dev.berth.evaluation.task;

import dev.berth.scoring.row.InvalidRowException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Number of a prediction that can be explained: the score, or the predicted number.
public interface ExplainedNumber {
    /// The output that it is from.
    String output();

    /// The number.
    ///
    /// @throws InvalidRowException if the prediction has none
    double of(Map<String, @Nullable Object> prediction) throws InvalidRowException;
}
