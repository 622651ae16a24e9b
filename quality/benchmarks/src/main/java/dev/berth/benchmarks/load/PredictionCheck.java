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

/// Makes sure that requests become predictions; a load generator takes a quick refusal for a quick
/// answer.
final class PredictionCheck {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private PredictionCheck() {}

    /// Loads Berth for a second and asks it how many predictions it made.
    ///
    /// @throws IOException if there were fewer than half as many as answers
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

    /// Asks a server that we know nothing of for one prediction of the tiny model.
    ///
    /// @throws IOException if the answer is none
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
