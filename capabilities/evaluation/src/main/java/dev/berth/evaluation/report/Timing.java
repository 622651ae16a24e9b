package dev.berth.evaluation.report;

/// Time that an evaluation took.
///
/// @param seconds from the first row to the last, without loading; the sum over resumed runs
/// @param rowsPerSecond evaluated rows by these seconds
public record Timing(double seconds, double rowsPerSecond) {}
