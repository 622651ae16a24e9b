package dev.berth.contribution;

/// The capabilities that run in a server, by their type: `ModelServer`, `Endpoints`, and, where
/// features are served, `OnlineFeatureReader`. They are closed by the server alone. Thread-safe.
public interface ServerServices {
    /// The capability of this type.
    ///
    /// @throws IllegalStateException if the server has none of this type
    <T> T require(Class<T> type);
}
