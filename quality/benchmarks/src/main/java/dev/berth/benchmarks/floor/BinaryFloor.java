package dev.berth.benchmarks.floor;

import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Handler of the binary baseline: reads the JSON with Berth's scanner, decodes the floats after
/// it, and returns the first three in JSON, the protocol's default.
final class BinaryFloor implements Handler<HttpServerRequest> {
    private static final CharSequence JSON_LENGTH =
            HttpHeaders.createOptimized("inference-header-content-length");
    private static final JsonKeys REQUEST = JsonKeys.of("inputs");
    private static final JsonKeys INPUT = JsonKeys.of("parameters");
    private static final JsonKeys PARAMETERS = JsonKeys.of("binary_data_size");

    private final float[] numbers = new float[TinyMlp.INPUTS];

    @Override
    public void handle(HttpServerRequest request) {
        int jsonLength = Integer.parseInt(request.getHeader(JSON_LENGTH));
        request.bodyHandler(
                body -> {
                    byte[] bytes = body.getBytes();
                    int size = dataSize(new JsonScanner(bytes, 0, jsonLength));
                    ByteBuffer.wrap(bytes, jsonLength, size)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer()
                            .get(numbers, 0, size / Float.BYTES);
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end(Buffer.buffer(JsonAnswer.of(numbers)));
                });
    }

    /// The bytes of the last input.
    private static int dataSize(JsonScanner scanner) {
        int size = 0;
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(REQUEST) != 0) {
                scanner.skip();
                continue;
            }
            scanner.beginArray();
            while (scanner.nextElement()) {
                size = inputSize(scanner);
            }
        }
        scanner.end();
        return size;
    }

    private static int inputSize(JsonScanner scanner) {
        int size = 0;
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(INPUT) != 0) {
                scanner.skip();
                continue;
            }
            scanner.beginObject();
            while (scanner.nextMember()) {
                if (scanner.key(PARAMETERS) == 0) {
                    size = (int) scanner.int64();
                } else {
                    scanner.skip();
                }
            }
        }
        return size;
    }
}
