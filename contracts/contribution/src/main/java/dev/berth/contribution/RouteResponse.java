package dev.berth.contribution;

import dev.berth.protocol.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

/// The answer to a request for a route of a capability.
///
/// @param status 200 to 299; problems are thrown
/// @param body from its position to its limit; empty if there is a stream
/// @param headers besides those that the server sets, by their names in lower case
/// @param stream what follows the head, in parts that are there later. Requested one by one as the
///   caller takes them, so that a slow caller slows the publisher and takes no memory; cancelled
///   when the caller goes away or the server stops. Published on any thread. An error cuts the
///   answer off
/// @param policy content security policy of a page, without `frame-ancestors`, which the server
///   adds; a page without one may load and run nothing
public record RouteResponse(
        int status,
        String contentType,
        ByteBuffer body,
        Optional<String> policy,
        Map<String, String> headers,
        Optional<Flow.Publisher<ByteBuffer>> stream) {
    public RouteResponse {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("status " + status + " (expected: 200 to 299)");
        }
        body = body.asReadOnlyBuffer();
        headers = Map.copyOf(headers);
    }

    public RouteResponse(int status, String contentType, ByteBuffer body) {
        this(status, contentType, body, Optional.empty(), Map.of(), Optional.empty());
    }

    /// An answer that comes in parts, as they are there.
    public static RouteResponse stream(String contentType, Flow.Publisher<ByteBuffer> parts) {
        return new RouteResponse(
                200,
                contentType,
                ByteBuffer.allocate(0),
                Optional.empty(),
                Map.of(),
                Optional.of(parts));
    }

    /// The same with another status.
    public RouteResponse withStatus(int other) {
        return new RouteResponse(other, contentType, body, policy, headers, stream);
    }

    /// The same with a header more.
    ///
    /// @param header in lower case
    public RouteResponse with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new RouteResponse(status, contentType, body, policy, all, stream);
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
        return new RouteResponse(
                200,
                "text/html; charset=utf-8",
                utf8(html),
                Optional.of(policy),
                Map.of(),
                Optional.empty());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
