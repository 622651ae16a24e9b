package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.InferenceCount;
import dev.berth.benchmarks.stage.TinyAnswer;
import dev.berth.benchmarks.stage.TinyMlp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Check that requests become predictions; a load generator counts a fast rejection as a fast
/// response.
final class PredictionCheck {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private PredictionCheck() {}

    /// Loads Berth for a second and compares its statistics.
    ///
    /// @throws IOException if predictions were fewer than half of the responses
    static void require(Target berth, String model, Candidate candidate)
            throws IOException, InterruptedException {
        long before = InferenceCount.of(berth.address(), model);
        Turn turn = candidate.take(Duration.ofSeconds(1));
        long made = InferenceCount.of(berth.address(), model) - before;
        if (made < turn.requestsPerSecond() / 2) {
            throw new IOException(
                    "%s answered %d requests in a second but made %d predictions"
                            .formatted(
                                    candidate.name(), Math.round(turn.requestsPerSecond()), made));
        }
    }

    /// Sends an unknown server one prediction of the tiny model.
    ///
    /// @throws IOException if the response is invalid
    static void requireProbabilities(OtherServer other) throws IOException, InterruptedException {
        URI address = other.target().address().resolve("/v2/models/" + other.model() + "/infer");
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/json")
                        .timeout(ANSWER_MAX)
                        .POST(HttpRequest.BodyPublishers.ofString(TinyMlp.BODY))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 || !TinyAnswer.isPrediction(answer.body())) {
                throw new IOException(
                        "%s answers %d: %s (expected: three probabilities of the tiny model)"
                                .formatted(other.name(), answer.statusCode(), answer.body()));
            }
        }
    }
}
