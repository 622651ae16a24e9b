package dev.berth.serving.execution;

import java.util.Locale;

/// State of one version of a model.
public enum ModelState {
    /// Resolved, loaded or warmed up at the moment.
    LOADING,
    /// Answers predictions.
    READY,
    /// Answers predictions without being in memory: the next request loads it.
    ON_DEMAND,
    /// Accepts no new requests; those in flight are completed.
    UNLOADING,
    /// Known and not in memory: unloaded on request, or excluded by the version policy.
    UNLOADED,
    /// Cannot be served; the reason says why.
    FAILED;

    /// The state as texts have it, such as `on-demand`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
