package dev.berth.server.http;

import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.Timings;
import java.util.Comparator;
import java.util.List;

/// Version headers of a typed response.
final class ResponseVersionHeaders {
    private ResponseVersionHeaders() {}

    /// @param predictions none if nothing was predicted
    static void write(HttpServerExchange exchange, List<Prediction> predictions) {
        if (predictions.isEmpty()) {
            return;
        }
        // Of several groups, the one that the answer waited for.
        exchange.predicted(
                predictions.stream()
                        .map(Prediction::timings)
                        .max(Comparator.comparingLong(Timings::lastNanos))
                        .orElseThrow());
        exchange.header(
                PredictRoute.isOfEndpoint(exchange)
                        ? "berth-endpoint-version"
                        : "berth-model-version",
                predictions.getFirst().model().version().value());
        WarningHeaders.write(exchange, predictions);
    }
}
