package dev.berth.server.auth;

import dev.berth.core.SanitizedText;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/// Attributes of a request used for authentication and authorization.
///
/// @param method the HTTP method, or `gRPC`
/// @param path the request's path, or the name of the RPC
/// @param host the host that the caller named, with or without a port; null if it gave none, and
///   for gRPC, which no page of another site can use
public record AccessRequest(
        String method,
        String path,
        HeaderLookup headers,
        HttpConnection connection,
        @Nullable String host) {
    /// For the log.
    String described() {
        return SanitizedText.of(method)
                + " "
                + SanitizedText.of(SanitizedText.masked(path))
                + " from "
                + connection.remoteAddress().hostAddress();
    }
}
