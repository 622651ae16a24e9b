package dev.berth.server.http;

import dev.berth.serving.request.Prediction;
import java.util.List;
import java.util.stream.Collectors;

/// Headers that annotate a response, such as with the guards that were activated.
final class WarningHeaders {
    private WarningHeaders() {}

    /// Adds a header if there is anything, each annotation once.
    static void write(HttpServerExchange exchange, List<Prediction> predictions) {
        for (int i = 0; i < predictions.size(); i++) {
            if (!predictions.get(i).annotations().isEmpty()) {
                exchange.header(
                        "berth-annotations",
                        predictions.stream()
                                .flatMap(each -> each.annotations().stream())
                                .distinct()
                                .collect(Collectors.joining(", ")));
                return;
            }
        }
    }
}
