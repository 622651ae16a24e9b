package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.cloudevent.CloudEventJson;
import dev.berth.protocol.json.ByteSink;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;

/// CloudEvents mode of a typed request, which its response repeats.
///
/// Source: CloudEvents 1.0, HTTP protocol binding.
enum CloudEventMode {
    /// In none.
    NONE,
    /// The body is the request, and the event's attributes are headers.
    BINARY,
    /// The body is the event, which has the request as its data.
    STRUCTURED;

    static final CharSequence EVENT_JSON =
            HttpHeaders.createOptimized("application/cloudevents+json");

    private static final CharSequence SPEC_VERSION = HttpHeaders.createOptimized("ce-specversion");
    private static final String EVENTS = "application/cloudevents";

    /// @throws ProblemException `unsupported-media-type` for events in another form than JSON, and
    ///   for batches of events
    static CloudEventMode of(HttpRequest request) {
        String type = request.header(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.regionMatches(true, 0, EVENTS, 0, EVENTS.length())) {
            String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (name.contentEquals(EVENT_JSON)) {
                return STRUCTURED;
            }
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "content type '" + SanitizedText.of(type) + "' (expected: " + EVENT_JSON + ")",
                    "send one event in JSON, or the request itself as application/json");
        }
        return request.header(SPEC_VERSION) == null ? NONE : BINARY;
    }

    /// The request in a body.
    ///
    /// @throws ProblemException `request-malformed`
    ByteBuffer data(ByteBuffer body) {
        return this == STRUCTURED ? CloudEventJson.data(body) : body;
    }

    /// Writes the attributes of a response's event to headers, in the mode that has them there.
    void writeHeaders(HttpServerExchange exchange, String id, String model) {
        if (this == BINARY) {
            exchange.header(SPEC_VERSION, CloudEventJson.SPEC_VERSION);
            exchange.header("ce-id", id);
            exchange.header("ce-source", CloudEventJson.responseSource(model));
            exchange.header("ce-type", CloudEventJson.RESPONSE_TYPE);
            exchange.header("ce-time", Instant.now().toString());
        }
    }

    /// Appends what stands before an answer.
    void begin(String id, String model, ByteSink sink) {
        if (this == STRUCTURED) {
            CloudEventJson.begin(id, CloudEventJson.responseSource(model), Instant.now(), sink);
        }
    }

    /// Appends what stands behind it.
    void end(ByteSink sink) {
        if (this == STRUCTURED) {
            CloudEventJson.end(sink);
        }
    }

    CharSequence answerType() {
        return this == STRUCTURED ? EVENT_JSON : HttpServerExchange.JSON;
    }
}
