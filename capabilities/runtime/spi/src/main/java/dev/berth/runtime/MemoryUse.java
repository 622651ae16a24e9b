package dev.berth.runtime;

/// The native memory that a loaded artifact holds, by what for.
///
/// @param weightBytes its weights, in every session that has them
/// @param arenaBytes what the engine keeps between runs for their intermediate values
/// @param bufferBytes what sessions and executions hold besides: graph, kernels, names, sizes
public record MemoryUse(long weightBytes, long arenaBytes, long bufferBytes) {
    /// That of an artifact that is not loaded.
    public static final MemoryUse NONE = new MemoryUse(0, 0, 0);

    public MemoryUse {
        if (weightBytes < 0 || arenaBytes < 0 || bufferBytes < 0) {
            throw new IllegalArgumentException(
                    "weights "
                            + weightBytes
                            + ", arena "
                            + arenaBytes
                            + ", buffers "
                            + bufferBytes
                            + " bytes (expected: none below 0)");
        }
    }

    public long totalBytes() {
        return weightBytes + arenaBytes + bufferBytes;
    }
}
