package dev.berth.events;

/// Counts of one listener's events, by their fate.
///
/// @param delivered it took them
/// @param lost its queue was full, it threw an exception, or the process ended before
public record ListenerStatistics(String listener, long delivered, long lost) {}
