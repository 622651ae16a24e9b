package dev.berth.server.access;

import dev.berth.core.Excerpt;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/// What a request shows before it is let in.
///
/// @param method the HTTP method, or `gRPC`
/// @param path the request's path, or the name of the RPC
/// @param host the name under which the caller asked for the server, with or without a port; null
///   if it gave none
public record Knock(
        String method,
        String path,
        MultiMap headers,
        HttpConnection connection,
        @Nullable String host) {

    public static Knock of(HttpServerRequest request) {
        return new Knock(
                request.method().name(),
                String.valueOf(request.path()),
                request.headers(),
                request.connection(),
                host(request));
    }

    private static @Nullable String host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.headers().get(Headers.HOST);
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
    }

    /// For the log.
    String described() {
        return method
                + " "
                + Excerpt.of(path)
                + " from "
                + connection.remoteAddress().hostAddress();
    }
}
