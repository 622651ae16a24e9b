package dev.berth.client;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.GroupListener;
import dev.berth.core.ProblemCode;
import java.util.Optional;

/// Hears of calls and attempts. Called on event loops, so an implementation only counts or notes.
public interface ClientListener extends GroupListener {
    /// A call is over.
    ///
    /// @param target the endpoint or model
    /// @param failure empty if there is an answer
    default void onCallCompleted(String target, Optional<ProblemCode> failure, long nanos) {}

    /// An attempt is over.
    default void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {}

    /// A call would have been tried again, or hedged, if the budget had allowed it.
    default void onRetryBudgetExhausted(String target) {}

    /// A fallback answered in the place of the servers.
    default void onFallback(String target, ProblemCode problem) {}
}
