package dev.berth.server.access;

import dev.berth.core.Excerpt;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/// What a request shows before it is let in.
///
/// @param method the HTTP method, or `gRPC`
/// @param path the request's path, or the name of the RPC
/// @param host the name under which the caller asked for the server, with or without a port; null
///   if it gave none, and for gRPC, which no page of another site can speak
public record Knock(
        String method,
        String path,
        HeaderLookup headers,
        HttpConnection connection,
        @Nullable String host) {
    /// For the log.
    String described() {
        return Excerpt.of(method)
                + " "
                + Excerpt.of(Excerpt.masked(path))
                + " from "
                + connection.remoteAddress().hostAddress();
    }
}
