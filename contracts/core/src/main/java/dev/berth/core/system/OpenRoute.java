package dev.berth.core.system;

/// What a system may show to callers without a key, besides health and readiness.
public enum OpenRoute {
    METRICS,
    OPENAPI
}
