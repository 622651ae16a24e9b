package dev.berth.evaluation.comparison;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What a candidate costs to run, measured in the comparison.
///
/// @param p50Millis median time of a prediction of one record, one at a time, in milliseconds
/// @param p99Millis 99th percentile of the same
/// @param recordsPerSecond records in batches, as many as the machine does
/// @param memoryBytes of loaded weights and buffers; empty if the predictor is another process
/// @param sizeBytes of the artifacts; empty if they are not known
/// @param joulesPerThousand energy of a thousand records in batches; empty if it is unknown
/// @param isEnergyEstimated whether the energy is computed from processor time, and not measured
public record Costs(
        double p50Millis,
        double p99Millis,
        double recordsPerSecond,
        OptionalLong memoryBytes,
        OptionalLong sizeBytes,
        OptionalDouble joulesPerThousand,
        boolean isEnergyEstimated) {
    private static final double MIB = 1 << 20;

    /// The measures by the names that limits use; those that are not known are left out.
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("p50-ms", p50Millis);
        measures.put("p99-ms", p99Millis);
        measures.put("records-per-second", recordsPerSecond);
        memoryBytes.ifPresent(bytes -> measures.put("memory-mib", bytes / MIB));
        sizeBytes.ifPresent(bytes -> measures.put("size-mib", bytes / MIB));
        joulesPerThousand.ifPresent(joules -> measures.put("joules-per-1000", joules));
        return measures;
    }
}
