package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.oip.InferRequestValidator;
import dev.berth.server.inference.Predictions;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.OptionalLong;

/// Timeout of a request.
///
/// @param millis empty if it does not say
record Timeout(OptionalLong millis) {
    private static final CharSequence HEADER = HttpHeaders.createOptimized("berth-timeout-millis");

    /// From the header `Berth-Timeout-Millis`, otherwise from the parameter `timeout` in
    /// microseconds, which Triton's clients send; 0 there means none.
    static Timeout of(HttpRequest request, Map<String, Object> parameters) {
        String header = request.header(HEADER);
        if (header != null) {
            return new Timeout(OptionalLong.of(positive(header)));
        }
        return new Timeout(InferRequestValidator.timeoutMillis(parameters));
    }

    /// When the caller stops waiting, on the scale of [System#nanoTime()]: its time runs from when
    /// its request began to arrive.
    OptionalLong deadlineNanos(HttpServerExchange exchange) {
        return Predictions.deadlineNanos(exchange.startNanos(), millis);
    }

    private static long positive(String header) {
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0) {
                return millis;
            }
        } catch (NumberFormatException e) {
            // Refused below, like 0.
        }
        throw new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "Berth-Timeout-Millis is '"
                        + SanitizedText.of(header)
                        + "' (expected: a whole number from 1 on)",
                "send how many milliseconds you wait, or leave the header out");
    }
}
