package dev.berth.client;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.GroupListener;
import dev.berth.core.ProblemCode;
import java.util.Optional;

/// Listener for calls and attempts. Invoked on event loops: implementations must only count or
/// record.
public interface ClientListener extends GroupListener {
    /// Reports the end of a call.
    ///
    /// @param target the endpoint or model
    /// @param failure empty for a response
    default void onCallCompleted(String target, Optional<ProblemCode> failure, long nanos) {}

    /// Reports the end of an attempt.
    default void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {}

    /// Reports a retry or hedge that the budget did not allow.
    default void onRetryBudgetExhausted(String target) {}

    /// Reports that a fallback responded instead of the servers.
    default void onFallback(String target, ProblemCode problem) {}
}
