package dev.berth.server.telemetry;

import dev.berth.core.SanitizedText;
import org.jspecify.annotations.Nullable;

/// Description of a request for telemetry.
///
/// @param method the HTTP method, or `gRPC`; like the path, without what has the form of a secret
/// @param path the request's path, or the name of the RPC
/// @param route the path with names in braces where it has the caller's, or the name of the RPC
/// @param startNanos when the request arrived, on the scale of [System#nanoTime()]
/// @param traceparent the caller's trace, as it sent it
/// @param tracestate the caller's `tracestate` header as it was sent
/// @param consumer the name of the declared consumer that called; empty for an anonymous caller
/// @param purpose the purpose of the request
public record RequestInfo(
        String method,
        String path,
        String route,
        String requestId,
        long startNanos,
        @Nullable String traceparent,
        @Nullable String tracestate,
        String consumer,
        Purpose purpose) {
    static final String GRPC = "gRPC";

    public RequestInfo {
        method = SanitizedText.masked(method);
        path = SanitizedText.masked(path);
        tracestate =
                tracestate != null && SanitizedText.mayHaveSecret(tracestate) ? null : tracestate;
    }

    /// Purpose of a request.
    public enum Purpose {
        PREDICTION,
        /// Values of features.
        FEATURES,
        /// Anything that is no work of the system's: documents, health, settings.
        OTHER
    }

    /// A request by gRPC.
    public static RequestInfo rpc(
            String name,
            Purpose purpose,
            String requestId,
            long startNanos,
            @Nullable String traceparent,
            @Nullable String tracestate,
            String consumer) {
        return new RequestInfo(
                GRPC,
                name,
                name,
                requestId,
                startNanos,
                traceparent,
                tracestate,
                consumer,
                purpose);
    }

    boolean isRpc() {
        return method.equals(GRPC);
    }
}
