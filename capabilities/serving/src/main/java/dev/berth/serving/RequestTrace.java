package dev.berth.serving;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The trace that a request is part of, for the calls of other processes that are made to answer
/// it. Asked only by these. Thread-safe.
public interface RequestTrace {
    /// That of a request in no trace.
    RequestTrace NONE = Optional::empty;

    /// What such a call carries; empty if there is no trace.
    Optional<Carried> carried();

    /// The headers of a call.
    ///
    /// Source: W3C Trace Context.
    ///
    /// @param traceparent the trace, and the span that the call is made in
    /// @param tracestate what else is known of the trace; empty for nothing
    record Carried(String traceparent, String tracestate) {

        /// What a caller sent, if it sent anything.
        public static Optional<Carried> of(
                @Nullable String traceparent, @Nullable String tracestate) {
            return Optional.ofNullable(traceparent)
                    .map(parent -> new Carried(parent, tracestate == null ? "" : tracestate));
        }
    }
}
