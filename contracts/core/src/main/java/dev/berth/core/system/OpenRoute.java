package dev.berth.core.system;

/// A route that a system may open to callers without a key, besides health and readiness.
public enum OpenRoute {
    METRICS,
    OPENAPI
}
