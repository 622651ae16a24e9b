package dev.berth.features.skew;

/// Is told what callers got, row by row. Thread-safe; neither method blocks or fails, as they are
/// on the way of an answer.
public interface ServedFeatureLogger {
    /// Wants nothing.
    ServedFeatureLogger NONE =
            new ServedFeatureLogger() {
                @Override
                public boolean shouldSample() {
                    return false;
                }

                @Override
                public void take(ServedRow row) {
                    // It asked for none.
                }
            };

    /// Whether it wants the next row; asked for each.
    boolean shouldSample();

    /// Takes a row that it wanted.
    void take(ServedRow row);
}
