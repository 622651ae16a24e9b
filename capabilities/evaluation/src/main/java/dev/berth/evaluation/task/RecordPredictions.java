package dev.berth.evaluation.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Predictions of records that an analysis makes up. Thread-safe.
public interface RecordPredictions {
    /// The prediction of each record, in their order; empty for one that is rejected. Blocks.
    ///
    /// @param records inputs by name; any number of them
    /// @throws dev.berth.core.ProblemException if none can be predicted, as without a server
    List<Optional<Map<String, @Nullable Object>>> predict(
            List<Map<String, @Nullable Object>> records);
}
