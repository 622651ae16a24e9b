package dev.berth.core.system;

/// Policy for callers that are none of the declared consumers.
public enum AnonymousPolicy {
    DENY,
    /// They may predict and read, and are recorded as [#NAME].
    ALLOW;

    /// Name of such callers in logs and metrics; no consumer has it.
    public static final String NAME = "anonymous";
}
