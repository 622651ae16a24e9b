package dev.berth.features.skew;

/// Logger of served feature rows. Thread-safe; its methods neither block nor fail, since they run
/// within a request.
public interface ServedFeatureLogger {
    /// Logger that samples nothing.
    ServedFeatureLogger NONE =
            new ServedFeatureLogger() {
                @Override
                public boolean shouldSample() {
                    return false;
                }

                @Override
                public void take(ServedRow row) {
                    // shouldSample() is false.
                }
            };

    /// Whether to log the next row; called for each.
    boolean shouldSample();

    /// Logs a sampled row.
    void take(ServedRow row);
}
