package dev.berth.batch;

/// What a report says of where it comes from.
///
/// @param command that gives the same output
public record BatchOrigin(String command, String berthVersion) {}
