package dev.berth.contribution;

import dev.berth.protocol.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The answer to a request for a route of a capability.
///
/// @param status 200 to 299; problems are thrown
/// @param body from its position to its limit
/// @param policy content security policy of a page, without `frame-ancestors`, which the server
///   adds; a page without one may load and run nothing
public record RouteResponse(
        int status, String contentType, ByteBuffer body, Optional<String> policy) {
    public RouteResponse {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status " + status + " (expected: 200 to 299)");
        }
        body = body.asReadOnlyBuffer();
    }

    public RouteResponse(int status, String contentType, ByteBuffer body) {
        this(status, contentType, body, Optional.empty());
    }

    /// A value as JSON: String, Boolean, Number, List or Map of these.
    public static RouteResponse json(Object value) {
        return text("application/json", JsonValues.text(value));
    }

    /// Text in UTF-8.
    public static RouteResponse text(String contentType, String text) {
        return new RouteResponse(200, contentType, utf8(text));
    }

    /// A page that is made for the request.
    ///
    /// @param policy as [#policy]
    public static RouteResponse page(String html, String policy) {
        return new RouteResponse(200, "text/html; charset=utf-8", utf8(html), Optional.of(policy));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
