package dev.berth.server.telemetry;

import java.util.Optional;
import java.util.OptionalDouble;

/// Tracing of answered requests. Spans are made after the fact, with the times that were measured
/// anyway, so that a request pays nothing while it is in flight. Thread-safe.
public interface Tracing extends AutoCloseable {
    /// The trace of a call that is about to be answered.
    Trace begin(RequestInfo info);

    /// What became of the spans so far; empty if there are none.
    Optional<SpanCounts> counts();

    /// Of the requests whose callers did not decide themselves, how many are traced; empty if none
    /// ever is.
    OptionalDouble ratio();

    /// Sends what waits.
    @Override
    void close();

    /// Traces as these options say, or none. The OpenTelemetry classes are only loaded when there
    /// are some.
    static Tracing to(Optional<TraceOptions> options, String serviceName, String version) {
        return options.<Tracing>map(some -> OtlpTracing.open(some, serviceName, version))
                .orElse(Off.NONE);
    }

    /// No traces.
    enum Off implements Tracing {
        NONE;

        @Override
        public Trace begin(RequestInfo info) {
            return Trace.None.NONE;
        }

        @Override
        public Optional<SpanCounts> counts() {
            return Optional.empty();
        }

        @Override
        public OptionalDouble ratio() {
            return OptionalDouble.empty();
        }

        @Override
        public void close() {}
    }
}
