package dev.berth.deploy.sizing;

/// Computed memory of a replica.
///
/// A fixed limit is better than a share of the node: the JVM sizes its heap by it, and a replica
/// that exceeds it ends alone.
///
/// @param modelBytes what engines hold for all models, by their profiles
/// @param headroom share beyond the sum
public record MemoryPlan(long modelBytes, double headroom) {
    /// Resident memory of a server with a model of a few hundred bytes: 245 MB
    /// (docs/guides/limits.md).
    public static final long SERVER_BYTES = 256L << 20;

    /// The least limit of bytes in flight (docs/guides/limits.md).
    public static final long IN_FLIGHT_BYTES = 128L << 20;

    /// Limits are written in multiples of this.
    private static final long STEP = 64L << 20;

    public MemoryPlan {
        if (modelBytes < 0 || !(headroom >= 0)) {
            throw new IllegalArgumentException(
                    modelBytes + " bytes, headroom " + headroom + " (expected: at least 0)");
        }
    }

    /// Request and limit in MiB.
    public long mebibytes() {
        double bytes = (SERVER_BYTES + IN_FLIGHT_BYTES + modelBytes) * (1 + headroom);
        return ((long) Math.ceil(bytes / STEP) * STEP) >> 20;
    }
}
