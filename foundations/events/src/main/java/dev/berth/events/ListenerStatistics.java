package dev.berth.events;

/// What became of the events for one listener so far.
///
/// @param delivered it took them
/// @param lost its queue was full, it threw an exception, or the process ended before
public record ListenerStatistics(String listener, long delivered, long lost) {}
