package dev.berth.server.observe;

import org.jspecify.annotations.Nullable;

/// What a caller asked, as far as it is told of.
///
/// @param method the HTTP method, or `gRPC`
/// @param path the request's path, or the name of the RPC
/// @param startEpochNanos when the request arrived, since 1970
/// @param traceparent the caller's trace, as it sent it
/// @param isPrediction whether a prediction was asked for
public record Asked(
        String method,
        String path,
        String requestId,
        long startEpochNanos,
        @Nullable String traceparent,
        boolean isPrediction) {}
