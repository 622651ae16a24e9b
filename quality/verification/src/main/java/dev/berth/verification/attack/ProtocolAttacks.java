package dev.berth.verification.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Attacks by the form of a request, and secrets in the wrong places.
final class ProtocolAttacks {
    /// The secret part of a key, which must not appear in the server's output.
    static final String SECRET_PART = "aGlkZSBtZSBpbiBldmVyeSBsb2cgb2YgdGhlIHdvcmx";

    /// In the form of an API key.
    private static final String SECRET = "berth_0123abcd_" + SECRET_PART;

    private static final int SWITCHING = 101;
    private static final int BAD_REQUEST = 400;
    private static final String BODY = "{\"x\": [1]}";
    private static final String POST = "POST /v1/models/plain:predict HTTP/1.1\r\n";
    private static final Call NEXT = Call.json("/v1/models/plain:predict", BODY);

    private ProtocolAttacks() {}

    static List<Attack> all() {
        return List.of(
                upgrade(),
                refused("no-host", "HTTP/1.1 without Host", POST + length() + "\r\n" + BODY),
                refused(
                        "two-hosts",
                        "two of Host",
                        POST + "Host: a\r\nHost: b\r\n" + length() + "\r\n" + BODY),
                refused(
                        "length-and-chunks",
                        "Content-Length beside Transfer-Encoding",
                        POST
                                + "Host: a\r\n"
                                + length()
                                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                secrets());
    }

    private static String length() {
        return "Content-Length: " + BODY.length() + "\r\n";
    }

    private static Attack upgrade() {
        String request =
                POST
                        + "Host: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
                        + length()
                        + "\r\n"
                        + BODY;
        return new Attack(
                "upgrade",
                "a way past a proxy's rules by Upgrade: h2c",
                caller -> {
                    Caller.Reply reply = caller.sendRaw(request);
                    return reply.status() == SWITCHING
                            ? new Replies(List.of(SWITCHING), List.of("the protocol was changed"))
                            : Replies.of(List.of(reply));
                },
                NEXT);
    }

    private static Attack refused(String name, String summary, String request) {
        return new Attack(
                name,
                summary,
                caller -> Replies.expecting(List.of(BAD_REQUEST), List.of(caller.sendRaw(request))),
                NEXT);
    }

    private static Attack secrets() {
        return new Attack(
                "secrets",
                "keys in paths, queries, ids and names",
                caller -> {
                    List<Caller.Reply> replies = new ArrayList<>();
                    for (Call call : secretCalls().toList()) {
                        replies.add(caller.send(call));
                    }
                    return Replies.of(replies);
                },
                NEXT);
    }

    private static Stream<Call> secretCalls() {
        String percent = SECRET.replace("_", "%5F");
        return Stream.of(
                Call.json("/v1/models/" + SECRET + ":predict", BODY),
                Call.json("/v1/models/" + percent + ":predict", BODY),
                Call.json(
                        "/v2/models/" + SECRET + "/versions/" + SECRET + "/infer",
                        "{\"inputs\": []}"),
                Call.json("/v1/endpoints/" + SECRET + ":predict", BODY),
                Call.json("/v1/models/plain:predict?key=" + SECRET, BODY),
                Call.json("/" + SECRET, BODY),
                Call.json("/v1/models/plain:predict", "{\"" + SECRET + "\": 1}"),
                header("berth-request-id"),
                header("X-Request-Id"),
                header("User-Agent"),
                header("Content-Type"),
                header("Authorization"),
                header("traceparent"));
    }

    private static Call header(String name) {
        return new Call(NEXT.path(), Map.of(name, SECRET), NEXT.content());
    }
}
