package dev.berth.benchmarks.floor;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/// Handler that predicts like the JSON baseline, and returns a fixed document for every GET.
final class SiteFloor implements Handler<HttpServerRequest> {
    /// The size of Berth's response to the path that attacks request.
    private static final int DOCUMENT_BYTES = 32 << 10;

    private final JsonFloor predictions = new JsonFloor();
    private final Buffer document = Buffer.buffer(" ".repeat(DOCUMENT_BYTES));

    @Override
    public void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            predictions.handle(request);
        } else {
            request.response().putHeader("content-type", "application/json").end(document);
        }
    }
}
