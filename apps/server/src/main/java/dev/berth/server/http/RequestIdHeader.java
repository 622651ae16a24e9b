package dev.berth.server.http;

import dev.berth.core.RequestIds;
import io.vertx.core.http.HttpHeaders;

/// The headers by which callers name their requests.
final class RequestIdHeader {
    private static final CharSequence COMMON = HttpHeaders.createOptimized("x-request-id");

    private RequestIdHeader() {}

    /// The name that the caller gave; empty if there is none, or one that is not fit for logs.
    static String find(HttpRequest request) {
        String ours = request.header(HttpServerExchange.REQUEST_ID);
        String given = ours != null ? ours : request.header(COMMON);
        return given != null && RequestIds.isAllowed(given) ? given : "";
    }
}
