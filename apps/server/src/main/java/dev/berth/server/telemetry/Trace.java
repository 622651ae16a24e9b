package dev.berth.server.telemetry;

import dev.berth.serving.request.TraceContextProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The trace that one call is part of, from the moment when its answer is about to be written.
public interface Trace {
    /// The value of the W3C `traceresponse` header: the trace's id and that of the server's span in
    /// it; null if nothing is recorded.
    @Nullable String traceresponse();

    /// What calls carry that are made for this one; empty if there is no trace.
    Optional<TraceContextProvider.Carried> carried();

    /// Records the call, whose answer is written.
    void end(CompletedRequest call);

    /// No trace.
    enum None implements Trace {
        NONE;

        @Override
        public @Nullable String traceresponse() {
            return null;
        }

        @Override
        public Optional<TraceContextProvider.Carried> carried() {
            return Optional.empty();
        }

        @Override
        public void end(CompletedRequest call) {}
    }
}
