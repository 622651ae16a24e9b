package dev.berth.contribution;

/// The access rule of a route: what its callers must show. Where `berth.yaml` declares no
/// consumers, every caller is one. A `POST` from a page of another site is refused by all but
/// [#ANYBODY].
public enum RouteAccess {
    /// Everybody: for pages that say nothing of the system.
    ANYBODY,
    /// Any consumer.
    CONSUMERS,
    /// Consumers that may call the model or endpoint that the path's first variable names.
    CALLERS,
    /// Consumers that are not limited to certain models, endpoints or features.
    UNLIMITED,
    /// Consumers that are not limited and have `management: true`; where none are declared, callers
    /// on the server's own machine.
    MANAGERS
}
