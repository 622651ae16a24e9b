package dev.berth.serving.execution;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Statistics of one version since it was loaded. Counts and sums only, so that differences between
/// two readings are meaningful.
///
/// @param inferenceCount rows answered
/// @param executionCount executions of the engine
/// @param lastInference when the last request was answered
/// @param success requests answered, and nanoseconds from admission to answer
/// @param failure requests that failed after admission
/// @param queue requests that left the queue, and nanoseconds they waited
/// @param encode requests encoded, and nanoseconds
/// @param execute requests executed, and nanoseconds of their executions
/// @param decode requests decoded, and nanoseconds
/// @param refused requests refused at admission
/// @param expired requests dropped after their deadline
/// @param cancelled requests given up by their caller
/// @param queuedRows rows that wait at this moment
/// @param batches by number of rows, ascending, how many executions there were
public record ModelStatistics(
        long inferenceCount,
        long executionCount,
        Optional<Instant> lastInference,
        Sum success,
        Sum failure,
        Sum queue,
        Sum encode,
        Sum execute,
        Sum decode,
        long refused,
        long expired,
        long cancelled,
        int queuedRows,
        List<Batch> batches) {

    public ModelStatistics {
        batches = List.copyOf(batches);
    }

    /// Those of a version that is not in memory.
    public static ModelStatistics none() {
        var none = new Sum(0, 0);
        return new ModelStatistics(
                0, 0, Optional.empty(), none, none, none, none, none, none, 0, 0, 0, 0, List.of());
    }

    /// A count with the sum of its nanoseconds.
    public record Sum(long count, long nanos) {}

    /// Executions with this number of rows, and the time that the engine took for them.
    public record Batch(int rows, Sum execute) {}
}
