package dev.berth.core.system;

/// What becomes of callers who are no declared consumer, where consumers are declared.
public enum AnonymousPolicy {
    REFUSED,
    /// They may predict and read, and are recorded as [#NAME].
    ALLOWED;

    /// What logs and metrics call them; no consumer has this name.
    public static final String NAME = "undeclared";
}
