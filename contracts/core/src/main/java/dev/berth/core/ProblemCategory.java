package dev.berth.core;

/// Category of a problem, by the party that can resolve it.
public enum ProblemCategory {
    /// The caller: the request, the package or the command line is wrong; sending it again changes
    /// nothing.
    CALLER,
    /// No caller needs to mend anything: there is more work than room; the same request may succeed
    /// later.
    CAPACITY,
    /// The operator of something that Berth depends on: a registry, a disk, an artifact.
    DEPENDENCY,
    /// Berth's developers, or those of the engine beneath.
    INTERNAL
}
