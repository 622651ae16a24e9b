package dev.berth.batch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What the first rows of a job tell about all of it.
///
/// @param rows of the source
/// @param sampled rows that were scored
/// @param setAside of these, those that cannot be scored
/// @param problems counts of these by their codes
/// @param shown first rows of the output, texts by column
/// @param seconds that the sample took, without the first batch if there are several
/// @param secondsByStage at work; stages run at the same time
/// @param rowsPerSecond at which the sample was scored
/// @param outputBytes of the whole output, estimated; empty if no row was scored
public record BatchPreview(
        long rows,
        long sampled,
        long setAside,
        Map<String, Long> problems,
        List<Map<String, String>> shown,
        double seconds,
        Map<String, Double> secondsByStage,
        double rowsPerSecond,
        OptionalDouble outputBytes) {
    public BatchPreview {
        problems = Map.copyOf(problems);
        shown = List.copyOf(shown);
        secondsByStage = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByStage));
    }

    /// Seconds of the whole job at the rate of the sample.
    public double estimatedSeconds() {
        return rowsPerSecond > 0 ? rows / rowsPerSecond : 0;
    }
}
