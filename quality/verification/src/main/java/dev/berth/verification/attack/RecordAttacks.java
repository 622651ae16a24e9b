package dev.berth.verification.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Attacks by volume: records, values, concurrent requests.
final class RecordAttacks {
    private static final int EMPTY_RECORDS = 4_000_000;
    private static final int BURST = 300;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;
    static final List<Integer> REFUSED = List.of(BAD_REQUEST, UNPROCESSABLE);

    private static final String EACH = "/v1/endpoints/each:predict";
    static final String PLAIN = "/v1/models/plain:predict";
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
        return attacks;
    }

    static Attack refused(String name, String summary, Call call) {
        return new Attack(
                name,
                summary,
                caller -> Replies.expecting(REFUSED, List.of(caller.send(call))),
                NEXT);
    }
}
