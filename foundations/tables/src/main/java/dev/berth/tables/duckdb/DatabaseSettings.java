package dev.berth.tables.duckdb;

import java.nio.file.Path;

/// Resource limits of a database.
///
/// @param memoryBytes what it keeps in memory at most; the process has its heap besides
/// @param temporaryFolder where it puts what does not fit; made when it is needed
/// @param threads how many it computes with, besides those that call it
public record DatabaseSettings(long memoryBytes, Path temporaryFolder, int threads) {
    /// Below this not even one chunk for each thread fits.
    private static final long MEMORY_BYTES_MIN = 32L << 20;

    public DatabaseSettings {
        if (memoryBytes < MEMORY_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "memoryBytes: "
                            + memoryBytes
                            + " (expected: at least "
                            + MEMORY_BYTES_MIN
                            + ")");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
        }
    }
}
