package dev.berth.verification.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Attacks by JSON with far larger lists, objects and nesting than any model's.
final class MemberAttacks {
    private static final int MANY = 1_000_000;
    private static final int INPUTS = 200_000;
    private static final int AT_ONCE = 4;
    private static final String INFER = "/v2/models/plain/infer";
    private static final String LOAD = "/v2/repository/models/plain/load";
    private static final String EVENT = "application/cloudevents+json";

    private static final String X =
            """
            {"name": "x", "shape": [1, 1], "datatype": "FP32", "data": [1]}""";

    private MemberAttacks() {}

    static List<Attack> all() throws IOException {
        String many =
                IntStream.range(0, MANY)
                        .mapToObj(i -> "\"p" + i + "\": 1")
                        .collect(Collectors.joining(","));
        return Stream.of(
                        both(
                                "inputs",
                                "200,000 inputs",
                                INFER,
                                "{\"inputs\": [" + repeated(X, INPUTS) + "]}"),
                        both(
                                "outputs",
                                "a million outputs",
                                INFER,
                                "{\"inputs\": [%s], \"outputs\": [%s]}"
                                        .formatted(X, repeated("{\"name\": \"y\"}", MANY))),
                        both(
                                "parameters",
                                "a million parameters",
                                INFER,
                                "{\"parameters\": {%s}, \"inputs\": [%s]}".formatted(many, X)),
                        both(
                                "load-parameters",
                                "a load with a million parameters",
                                LOAD,
                                "{\"parameters\": {" + many + "}}"),
                        both(
                                "fields",
                                "a million fields that are none",
                                RecordAttacks.PLAIN,
                                "{\"x\": [1], " + many + "}"),
                        both(
                                "nested",
                                "lists a million deep",
                                RecordAttacks.PLAIN,
                                "{\"x\": " + "[".repeat(MANY) + "]".repeat(MANY) + "}"),
                        List.of(event(many)))
                .flatMap(List::stream)
                .toList();
    }

    /// Uncompressed and gzip-compressed, four at once.
    private static List<Attack> both(String name, String summary, String path, String body)
            throws IOException {
        Call packed = Call.gzip(path, ContentAttacks.gzip(body));
        return List.of(
                RecordAttacks.refused(name, summary, Call.json(path, body)),
                new Attack(
                        "packed-" + name,
                        summary + " in gzip, four at once",
                        caller ->
                                Replies.expecting(
                                        RecordAttacks.REFUSED,
                                        caller.sendAll(Collections.nCopies(AT_ONCE, packed))),
                        RecordAttacks.NEXT));
    }

    private static Attack event(String attributes) {
        String event =
                """
                {"specversion": "1.0", "id": "1", "source": "/a", "type": "t", %s}"""
                        .formatted(attributes);
        return RecordAttacks.refused(
                "cloud-event",
                "an event with a million attributes",
                new Call(
                        RecordAttacks.PLAIN,
                        Map.of("Content-Type", EVENT),
                        new Call.Content(event.getBytes(StandardCharsets.UTF_8))));
    }

    private static String repeated(String element, int count) {
        return String.join(",", Collections.nCopies(count, element));
    }
}
