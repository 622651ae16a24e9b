package dev.berth.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/// The headers by which callers name their requests.
final class RequestIdHeader {
    private static final CharSequence COMMON = HttpHeaders.createOptimized("x-request-id");

    /// Longer names would only fill logs.
    private static final int LENGTH_MAX = 128;

    private RequestIdHeader() {}

    /// The name that the caller gave; empty if there is none, or one that is not fit for logs.
    static String find(HttpServerRequest request) {
        String ours = request.getHeader(Exchange.REQUEST_ID);
        String given = ours != null ? ours : request.getHeader(COMMON);
        return isAllowed(given) ? given : "";
    }

    /// Whether the name consists of 1 to 128 visible ASCII characters.
    static boolean isAllowed(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
