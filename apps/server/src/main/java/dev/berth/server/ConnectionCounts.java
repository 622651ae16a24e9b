package dev.berth.server;

/// Connections of clients.
///
/// @param open connections that are open now
/// @param ended connections that were open once
public record ConnectionCounts(int open, long ended) {}
