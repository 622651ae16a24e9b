package dev.berth.serving.request;

import dev.berth.core.SanitizedText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The trace context of a request, for calls of other processes on its behalf. Thread-safe.
public interface TraceContextProvider {
    /// That of a request in no trace.
    TraceContextProvider NONE = Optional::empty;

    /// What such a call carries; empty if there is no trace.
    Optional<Carried> carried();

    /// The name of the declared consumer that called; empty for an anonymous caller.
    default String consumer() {
        return "";
    }

    /// The headers of a call.
    ///
    /// Source: W3C Trace Context.
    ///
    /// @param traceparent the trace, and the span that the call is made in
    /// @param tracestate the W3C `tracestate`; empty for none
    record Carried(String traceparent, String tracestate) {

        /// Without what has the form of a secret, which other servers must not see.
        private static String fit(@Nullable String tracestate) {
            return tracestate == null || SanitizedText.mayHaveSecret(tracestate) ? "" : tracestate;
        }

        /// What a caller sent, if it sent anything.
        public static Optional<Carried> of(
                @Nullable String traceparent, @Nullable String tracestate) {
            return Optional.ofNullable(traceparent)
                    .map(parent -> new Carried(parent, fit(tracestate)));
        }
    }
}
