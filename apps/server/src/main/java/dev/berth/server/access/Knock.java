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
/// @param http2 the request, if it came by HTTP/2, whose authority is not among the headers
public record Knock(
        String method,
        String path,
        MultiMap headers,
        HttpConnection connection,
        @Nullable HttpServerRequest http2) {

    public static Knock of(HttpServerRequest request) {
        return new Knock(
                request.method().name(),
                String.valueOf(request.path()),
                request.headers(),
                request.connection(),
                request.version() == HttpVersion.HTTP_2 ? request : null);
    }

    /// The name under which the caller asked for the server, with or without a port; null if it
    /// gave none. Looked up when asked for, which many requests are not.
    @Nullable String host() {
        if (http2 == null) {
            return headers.get(Headers.HOST);
        }
        HostAndPort authority = http2.authority();
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
