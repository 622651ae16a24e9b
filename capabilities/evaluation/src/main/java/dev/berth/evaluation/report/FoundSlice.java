package dev.berth.evaluation.report;

/// Slice that a search found to be worse than the other rows.
///
/// @param name such as `marital=single and age=18-25`
/// @param condition in CEL
/// @param rows how many
/// @param inside the metric of the slice
/// @param outside the same metric of all other rows
/// @param effectSize difference of the mean losses in units of their standard deviation
/// @param pValue of the test that the slice is not worse, before correction
/// @param adjustedPValue after correction for all slices that were tested
/// @param correction its name, such as `benjamini-hochberg`
public record FoundSlice(
        String name,
        String condition,
        long rows,
        MetricValue inside,
        MetricValue outside,
        double effectSize,
        double pValue,
        double adjustedPValue,
        String correction) {}
