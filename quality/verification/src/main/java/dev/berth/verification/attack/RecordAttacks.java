package dev.berth.verification.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Attacks by how much is sent: records, values, requests at once.
final class RecordAttacks {
    private static final int EMPTY_RECORDS = 4_000_000;
    private static final int BURST = 300;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;
    private static final List<Integer> REFUSED = List.of(BAD_REQUEST, UNPROCESSABLE);

    private static final String EACH = "/v1/endpoints/each:predict";
    private static final String PLAIN = "/v1/models/plain:predict";
    private static final String INFER = "/v2/models/plain/infer";
    private static final String RECORD = "{\"x\": [1]}";
    static final Call NEXT = Call.json(EACH, RECORD);

    private RecordAttacks() {}

    static List<Attack> all() throws IOException {
        String empty = ContentAttacks.records(Collections.nCopies(EMPTY_RECORDS, "{}"));
        List<Attack> attacks = new ArrayList<>();
        for (String path : List.of(EACH, EACH + "?partial=true", PLAIN, PLAIN + "?partial=true")) {
            String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("\\W+", "-");
            attacks.add(
                    refused("empty-" + name, "4 million empty records", Call.json(path, empty)));
            attacks.add(
                    refused(
                            "packed-" + name,
                            "4 million empty records in gzip",
                            Call.gzip(path, ContentAttacks.gzip(empty))));
        }
        for (int count : List.of(300, 3_000, 10_000)) {
            String body = ContentAttacks.records(Collections.nCopies(count, RECORD));
            attacks.add(
                    new Attack(
                            "records-" + count,
                            "%,d records to an endpoint, which fit".formatted(count),
                            caller ->
                                    Replies.expecting(
                                            List.of(OK),
                                            List.of(caller.send(Call.json(EACH, body)))),
                            NEXT));
        }
        attacks.add(
                new Attack(
                        "burst",
                        "300 requests at once, five times",
                        caller -> {
                            List<Caller.Reply> replies = new ArrayList<>();
                            for (int i = 0; i < 5; i++) {
                                replies.addAll(caller.sendAll(Collections.nCopies(BURST, NEXT)));
                            }
                            return Replies.of(replies);
                        },
                        NEXT));
        attacks.addAll(members());
        return attacks;
    }

    /// Requests of v2 whose lists, objects and nesting are far larger than any model's.
    private static List<Attack> members() throws IOException {
        String x = "{\"name\": \"x\", \"shape\": [1, 1], \"datatype\": \"FP32\", \"data\": [1]}";
        List<Attack> attacks = new ArrayList<>();
        attacks.addAll(
                both("inputs", "200,000 inputs", "{\"inputs\": [" + repeated(x, 200_000) + "]}"));
        attacks.addAll(
                both(
                        "outputs",
                        "a million outputs",
                        "{\"inputs\": ["
                                + x
                                + "], \"outputs\": ["
                                + repeated("{\"name\": \"y\"}", 1_000_000)
                                + "]}"));
        attacks.addAll(
                both(
                        "parameters",
                        "a million parameters",
                        "{\"parameters\": {"
                                + IntStream.range(0, 1_000_000)
                                        .mapToObj(i -> "\"p" + i + "\": 1")
                                        .collect(Collectors.joining(","))
                                + "}, \"inputs\": ["
                                + x
                                + "]}"));
        attacks.addAll(
                both(
                        "fields",
                        "a million fields that are none",
                        "{\"x\": [1],"
                                + IntStream.range(0, 1_000_000)
                                        .mapToObj(i -> "\"f" + i + "\": 1")
                                        .collect(Collectors.joining(","))
                                + "}",
                        PLAIN));
        attacks.addAll(
                both(
                        "load-parameters",
                        "a load with a million parameters",
                        "{\"parameters\": {"
                                + IntStream.range(0, 1_000_000)
                                        .mapToObj(i -> "\"p" + i + "\": 1")
                                        .collect(Collectors.joining(","))
                                + "}}",
                        "/v2/repository/models/plain/load"));
        byte[] event =
                ("{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/a\", \"type\": \"t\","
                                + IntStream.range(0, 1_000_000)
                                        .mapToObj(i -> "\"p" + i + "\": 1")
                                        .collect(Collectors.joining(","))
                                + "}")
                        .getBytes(StandardCharsets.UTF_8);
        attacks.add(
                new Attack(
                        "cloud-event",
                        "an event with a million attributes",
                        caller ->
                                Replies.expecting(
                                        REFUSED,
                                        List.of(
                                                caller.send(
                                                        new Call(
                                                                PLAIN,
                                                                Map.of(
                                                                        "Content-Type",
                                                                        "application/cloudevents+json"),
                                                                new Call.Content(
                                                                        event))))),
                        NEXT));
        attacks.addAll(
                both(
                        "nested",
                        "lists a million deep",
                        "{\"x\": " + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}",
                        PLAIN));
        return attacks;
    }

    private static List<Attack> both(String name, String summary, String body) throws IOException {
        return both(name, summary, body, INFER);
    }

    /// As it is, and in gzip, four at once.
    private static List<Attack> both(String name, String summary, String body, String path)
            throws IOException {
        byte[] packed = ContentAttacks.gzip(body);
        return List.of(
                refused(name, summary, Call.json(path, body)),
                new Attack(
                        "packed-" + name,
                        summary + " in gzip, four at once",
                        caller ->
                                Replies.expecting(
                                        REFUSED,
                                        caller.sendAll(
                                                Collections.nCopies(4, Call.gzip(path, packed)))),
                        NEXT));
    }

    private static String repeated(String element, int count) {
        return String.join(",", Collections.nCopies(count, element));
    }

    private static Attack refused(String name, String summary, Call call) {
        return new Attack(
                name,
                summary,
                caller -> Replies.expecting(REFUSED, List.of(caller.send(call))),
                NEXT);
    }
}
