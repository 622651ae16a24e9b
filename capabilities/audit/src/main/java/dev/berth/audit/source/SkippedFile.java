package dev.berth.audit.source;

/// A file that was not read.
///
/// @param path with slashes, relative to the repository
/// @param reason such as `2300000 bytes (at most 1048576 are read)`
public record SkippedFile(String path, String reason) {}
