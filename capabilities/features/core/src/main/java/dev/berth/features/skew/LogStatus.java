package dev.berth.features.skew;

/// Counts of the rows of a serving log since the process began.
///
/// @param writtenCount rows in files
/// @param lostCount rows dropped because the queue was full or a write failed
public record LogStatus(long writtenCount, long lostCount) {}
