package dev.berth.server.http;

import dev.berth.serving.request.Prediction;
import java.util.List;
import java.util.stream.Collectors;

/// Headers that annotate a response, such as with the guards that were activated.
final class WarningHeaders {
    /// Annotation of a precomputed answer, followed by its age in seconds.
    private static final String AGE = "age:";

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
                writeAge(exchange, predictions);
                return;
            }
        }
    }

    /// Adds the header `age` (RFC 9111) of an answer that was computed ahead; of several, that of
    /// the oldest.
    private static void writeAge(HttpServerExchange exchange, List<Prediction> predictions) {
        predictions.stream()
                .flatMap(each -> each.annotations().stream())
                .filter(each -> each.startsWith(AGE))
                .mapToLong(each -> Long.parseLong(each.substring(AGE.length())))
                .max()
                .ifPresent(seconds -> exchange.header("age", Long.toString(seconds)));
    }
}
