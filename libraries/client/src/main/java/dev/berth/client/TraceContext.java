package dev.berth.client;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Trace context of a call, sent as `traceparent` and `tracestate`. Server spans are children of
/// this span, as the client records none of its own.
///
/// Source: W3C Trace Context.
///
/// @param traceId 32 hexadecimal digits, not all 0
/// @param spanId of the caller: 16 hexadecimal digits, not all 0
/// @param flags 2 hexadecimal digits
/// @param state of other systems; empty for none
public record TraceContext(String traceId, String spanId, String flags, String state) {
    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    public TraceContext {
        boolean whole =
                traceId.matches("[0-9a-f]{32}")
                        && spanId.matches("[0-9a-f]{16}")
                        && flags.matches("[0-9a-f]{2}");
        if (!whole || traceId.matches("0+") || spanId.matches("0+")) {
            throw new IllegalArgumentException(
                    "trace context "
                            + traceId
                            + "-"
                            + spanId
                            + "-"
                            + flags
                            + " (expected: 32, 16 and 2 hexadecimal digits, ids not 0)");
        }
    }

    /// Parses a `traceparent`; empty if it is invalid, which the specification requires to be
    /// ignored.
    public static Optional<TraceContext> parse(String traceparent) {
        Matcher parts = TRACEPARENT.matcher(traceparent.strip());
        if (!parts.matches()
                || parts.group(1).equals("ff")
                || parts.group(2).matches("0+")
                || parts.group(3).matches("0+")) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext(parts.group(2), parts.group(3), parts.group(4), ""));
    }

    public TraceContext withState(String tracestate) {
        return new TraceContext(traceId, spanId, flags, tracestate);
    }

    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }

    Map<String, String> headers() {
        return state.isEmpty()
                ? Map.of("traceparent", traceparent())
                : Map.of("traceparent", traceparent(), "tracestate", state);
    }
}
