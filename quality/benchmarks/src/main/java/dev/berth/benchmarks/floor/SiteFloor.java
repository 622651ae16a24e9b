package dev.berth.benchmarks.floor;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/// Answers predictions as the JSON floor, and whatever is got with a document, which costs nothing
/// to make.
final class SiteFloor implements Handler<HttpServerRequest> {
    /// As long as Berth's answer to the path that attacks ask for.
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
