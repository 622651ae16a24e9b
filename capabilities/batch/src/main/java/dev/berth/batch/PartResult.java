package dev.berth.batch;

import dev.berth.core.Problem;
import java.util.Map;
import java.util.Optional;

/// What a part came to in another process.
///
/// @param secondsByStage as in a report
/// @param problem why it is not finished; empty if it is, or if another part has ended the job
public record PartResult(Map<String, Double> secondsByStage, Optional<Problem> problem) {
    public PartResult {
        secondsByStage = Map.copyOf(secondsByStage);
    }
}
