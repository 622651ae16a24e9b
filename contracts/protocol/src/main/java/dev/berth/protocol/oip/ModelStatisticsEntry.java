package dev.berth.protocol.oip;

import dev.berth.core.ModelReference;
import java.util.List;

/// Statistics of a model version since it was loaded, in the terms of Triton's statistics
/// extension.
///
/// @param lastInferenceMillis when the last request was answered, since 1970; 0 if none was
/// @param inferenceCount rows that were predicted, each row of a batch counted
/// @param executionCount runs of the engine, a batch counted once
/// @param success requests answered; likewise the parts of their time that follow
public record ModelStatisticsEntry(
        ModelReference model,
        long lastInferenceMillis,
        long inferenceCount,
        long executionCount,
        DurationCount success,
        DurationCount fail,
        DurationCount queue,
        DurationCount computeInput,
        DurationCount computeInfer,
        DurationCount computeOutput,
        List<BatchStatistics> batches) {

    public ModelStatisticsEntry {
        batches = List.copyOf(batches);
    }
}
