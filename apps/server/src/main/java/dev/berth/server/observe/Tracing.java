package dev.berth.server.observe;

import java.net.URI;
import java.util.Optional;

/// Makes spans of answered requests. Spans are made after the fact, with the times that were
/// measured anyway, so that a request pays nothing while it is under way.
public interface Tracing extends AutoCloseable {
    void answered(Call call);

    /// Sends what waits.
    @Override
    void close();

    /// Traces to this OTLP/HTTP receiver, or none. The OpenTelemetry classes are only loaded when
    /// there is one.
    static Tracing to(Optional<URI> endpoint, String serviceName) {
        return endpoint.<Tracing>map(address -> OtlpTracing.open(address, serviceName))
                .orElse(Off.NONE);
    }

    /// No traces.
    enum Off implements Tracing {
        NONE;

        @Override
        public void answered(Call call) {}

        @Override
        public void close() {}
    }
}
