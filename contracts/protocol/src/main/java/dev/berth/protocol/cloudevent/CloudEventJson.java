package dev.berth.protocol.cloudevent;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.JsonWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

/// CloudEvents in JSON (`application/cloudevents+json`), around the bodies of requests and answers.
///
/// Source: CloudEvents 1.0, JSON event format; the types and sources of answers are KServe's.
public final class CloudEventJson {
    /// The version of the format that is read and written.
    public static final String SPEC_VERSION = "1.0";

    /// The type of an event that is an answer.
    public static final String RESPONSE_TYPE = "io.kserve.inference.response";

    private static final JsonKeys MEMBERS =
            JsonKeys.of("specversion", "id", "source", "type", "data", "data_base64");
    private static final int SPEC_VERSION_MEMBER = 0;
    private static final int ATTRIBUTES = 4;
    private static final int DATA = 4;

    private CloudEventJson() {}

    /// The source of an answer of this model or endpoint.
    public static String responseSource(String model) {
        return "io.kserve.inference." + model;
    }

    /// The data of an event: a part of its bytes, or what they stand for in base64. Attributes
    /// other than those that every event has are passed over.
    ///
    /// @param event bytes with an array
    /// @throws ProblemException `request-malformed`
    public static ByteBuffer data(ByteBuffer event) {
        int start = event.arrayOffset() + event.position();
        var scanner = new JsonScanner(event.array(), start, start + event.remaining());
        var members = new JsonMembers(scanner, MEMBERS);
        ByteBuffer data = null;
        members.begin();
        for (int member; (member = members.next()) != JsonMembers.END; ) {
            if (member < ATTRIBUTES) {
                requireAttribute(member, scanner.string());
            } else if (!scanner.passNull()) {
                if (data != null) {
                    throw malformed("both data and data_base64 (expected: one of them)");
                }
                data = member == DATA ? range(event, start, scanner) : decoded(scanner.utf8());
            }
        }
        scanner.end();
        for (int member = 0; member < ATTRIBUTES; member++) {
            if (!members.has(member)) {
                throw malformed("no '" + MEMBERS.name(member) + "' (expected: a text)");
            }
        }
        if (data == null) {
            throw malformed("no 'data' (expected: the request)");
        }
        return data;
    }

    private static void requireAttribute(int member, String value) {
        if (value.isEmpty()) {
            throw malformed("an empty '" + MEMBERS.name(member) + "' (expected: a text)");
        }
        if (member == SPEC_VERSION_MEMBER && !value.equals(SPEC_VERSION)) {
            throw malformed(
                    "specversion '"
                            + SanitizedText.of(value)
                            + "' (expected: "
                            + SPEC_VERSION
                            + ")");
        }
    }

    private static ByteBuffer range(ByteBuffer event, int start, JsonScanner scanner) {
        int from = scanner.position();
        scanner.skip();
        return event.slice(event.position() + from - start, scanner.position() - from);
    }

    private static ByteBuffer decoded(byte[] base64) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw malformed("data_base64 that is not base64 (" + e.getMessage() + ")");
        }
    }

    private static ProblemException malformed(String found) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "the CloudEvent has " + found,
                "send specversion, id, source, type and data, or the request itself as"
                        + " application/json");
    }

    /// Appends an answer's event, whose data the caller appends; [#end] ends it.
    public static void begin(String id, String source, Instant time, ByteSink sink) {
        var json = new JsonWriter(sink).beginObject();
        json.name("specversion").string(SPEC_VERSION);
        json.name("id").string(id);
        json.name("source").string(source);
        json.name("type").string(RESPONSE_TYPE);
        json.name("time").string(time.toString());
        json.name("datacontenttype").string("application/json");
        json.name("data");
    }

    /// Appends the end of an event behind its data.
    public static void end(ByteSink sink) {
        sink.put((byte) '}');
    }
}
