package dev.berth.features.skew;

/// What became of the rows that a log of what is served wanted, since the process began.
///
/// @param writtenCount rows that are in files
/// @param lostCount rows that are in none: they came faster than they were written, or could not be
public record LogStatus(long writtenCount, long lostCount) {}
