package dev.berth.contribution;

import dev.berth.protocol.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The answer to a request for a route of a capability.
///
/// @param status 200 to 299; problems are thrown
/// @param body from its position to its limit
public record RouteResponse(int status, String contentType, ByteBuffer body) {
    public RouteResponse {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status " + status + " (expected: 200 to 299)");
        }
        body = body.asReadOnlyBuffer();
    }

    /// A value as JSON: String, Boolean, Number, List or Map of these.
    public static RouteResponse json(Object value) {
        return text("application/json", JsonValues.text(value));
    }

    /// Text in UTF-8.
    public static RouteResponse text(String contentType, String text) {
        return new RouteResponse(
                200, contentType, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
