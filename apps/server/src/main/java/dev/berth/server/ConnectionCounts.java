package dev.berth.server;

/// Counts of client connections.
///
/// @param open connections that are open now
/// @param ended connections that were open and have been closed since the server started
public record ConnectionCounts(int open, long ended) {}
