package dev.berth.server.telemetry;

import java.net.URI;

/// Receiver and sampling of traces.
///
/// @param receiver the base address of an OTLP/HTTP receiver
/// @param ratio of the requests whose callers did not decide themselves, how many are traced: 0 for
///   none, 1 for all
public record TraceOptions(URI receiver, double ratio) {
    public static final double RATIO_DEFAULT = 1;

    public TraceOptions {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("ratio of traces: " + ratio + " (expected: 0 to 1)");
        }
    }

    /// Everything goes there, unless its caller decided otherwise.
    public static TraceOptions to(URI receiver) {
        return new TraceOptions(receiver, RATIO_DEFAULT);
    }

    public TraceOptions withRatio(double other) {
        return new TraceOptions(receiver, other);
    }
}
