package dev.berth.evaluation.explain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Model as a function from records to one number each.
public interface RecordScorer {
    /// The number of each record, in their order; NaN where the model gives none. Blocks.
    ///
    /// @param records inputs by name, null or absent for one that is left out; any number of them:
    ///   the scorer divides them into requests
    double[] scores(List<Map<String, @Nullable Object>> records);
}
