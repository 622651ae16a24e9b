package dev.berth.batch;

/// Part of a job for another process.
///
/// @param part number of the part, from 0
/// @param source what it is read from, which the process must see under the same paths
public record PartTask(int part, SourceFingerprint source) {}
