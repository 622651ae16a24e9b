package dev.berth.evaluation.report;

/// Table that an evaluation read besides its data: templates, or the corpus of a retrieval.
///
/// @param file relative to the system's directory if it lies there
/// @param sha256 digest of the file's bytes, in hex
public record TableDigest(String file, String sha256) {}
