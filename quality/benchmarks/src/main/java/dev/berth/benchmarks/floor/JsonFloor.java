package dev.berth.benchmarks.floor;

import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/// Handler of the JSON baseline: parses with Berth's scanner and returns the first three numbers.
final class JsonFloor implements Handler<HttpServerRequest> {
    private static final JsonKeys REQUEST = JsonKeys.of("inputs");
    private static final JsonKeys INPUT = JsonKeys.of("data");

    private final float[] numbers = new float[TinyMlp.INPUTS];

    @Override
    public void handle(HttpServerRequest request) {
        request.bodyHandler(
                body -> {
                    read(new JsonScanner(body.getBytes()));
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end(Buffer.buffer(JsonAnswer.of(numbers)));
                });
    }

    private void read(JsonScanner scanner) {
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(REQUEST) != 0) {
                scanner.skip();
                continue;
            }
            scanner.beginArray();
            while (scanner.nextElement()) {
                readInput(scanner);
            }
        }
        scanner.end();
    }

    private void readInput(JsonScanner scanner) {
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(INPUT) != 0) {
                scanner.skip();
                continue;
            }
            int count = 0;
            scanner.beginArray();
            while (scanner.nextElement()) {
                numbers[count++] = scanner.number().float32();
            }
        }
    }
}
