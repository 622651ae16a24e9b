package dev.berth.endpoint.telemetry;

import dev.berth.core.Problem;
import dev.berth.core.endpoint.EndpointName;

/// Listener for events within endpoints (metrics, logs). Invoked on the threads that execute:
/// implementations must be fast, must not block and must not throw.
public interface EndpointListener {

    /// A guard was activated: its rule applied to a record.
    default void onGuardActivated(EndpointName endpoint, String guard, String requestId) {}

    /// A guard that was activated left elements of a list out.
    ///
    /// @param elements how many
    default void onElementsOmitted(
            EndpointName endpoint, String guard, int elements, String requestId) {}

    /// A guard could not be evaluated.
    ///
    /// @param isFailOpen whether the record went on all the same
    default void onGuardFailed(
            EndpointName endpoint,
            String guard,
            String requestId,
            boolean isFailOpen,
            String reason) {}

    /// A cascade went beyond its first stage.
    default void onEscalated(EndpointName endpoint, String step, String requestId) {}

    /// A cascade would have gone beyond its first stage, and may not any more.
    default void onEscalationDenied(EndpointName endpoint, String step, String requestId) {}

    /// A step failed or was late, and other values stood in for its outputs.
    default void onStepDefaulted(
            EndpointName endpoint, String step, String requestId, Problem problem) {}

    /// A step failed so often that it is not called for a while.
    default void onCircuitOpened(EndpointName endpoint, String step, Problem last) {}

    /// A fallback is to answer a record.
    ///
    /// @param problem why what was before it did not
    default void onFallback(
            EndpointName endpoint, String fallback, String requestId, Problem problem) {}

    /// A record goes to a variant of the endpoint.
    default void onVariantSelected(EndpointName endpoint, String variant, String requestId) {}

    /// A record was looked up among the answers that are kept.
    default void onCacheLookup(EndpointName endpoint, CacheLookupResult result, String requestId) {}

    /// A record was looked up among precomputed answers.
    default void onPrecomputedLookup(
            EndpointName endpoint, PrecomputedLookupResult result, String requestId) {}

    /// A shadow's answer to a record was compared with the one that the caller got.
    default void onShadowCompared(
            EndpointName endpoint, String shadow, String requestId, ShadowComparison comparison) {}

    /// A shadow had no answer to a record.
    default void onShadowFailed(
            EndpointName endpoint, String shadow, String requestId, Problem problem) {}

    /// A shadow was not given a record, for want of time.
    default void onShadowDropped(EndpointName endpoint, String shadow, String requestId) {}

    /// A record was answered as the endpoint promises, or not.
    ///
    /// @param goal the share of records that should be, in (0, 1)
    default void onSloEvaluated(
            EndpointName endpoint, Objective objective, double goal, boolean isMet) {}

    /// A record was answered, or failed.
    ///
    /// @param nanos from its admission on
    default void onRecordCompleted(
            EndpointName endpoint, String requestId, long nanos, boolean isAnswered) {}
}
