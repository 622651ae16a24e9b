package dev.berth.benchmarks.load;

import dev.berth.benchmarks.stage.TinyMlp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes sure that requests become predictions; a load generator takes a quick refusal for a quick
/// answer.
final class PredictionCheck {
    private static final Pattern COUNT = Pattern.compile("\"inference_count\":\\s*(\\d+)");
    private static final Pattern DATA = Pattern.compile("\"data\"\\s*:\\s*\\[([^\\[\\]]*)]");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private PredictionCheck() {}

    /// Loads Berth for a second and asks it how many predictions it made.
    ///
    /// @throws IOException if there were fewer than half as many as answers
    static void require(Target berth, String model, Candidate candidate)
            throws IOException, InterruptedException {
        long before = predictions(berth, model);
        Turn turn = candidate.take(Duration.ofSeconds(1));
        long made = predictions(berth, model) - before;
        if (made < turn.requestsPerSecond() / 2) {
            throw new IOException(
                    "%s answered %d requests in a second but made %d predictions"
                            .formatted(
                                    candidate.name(), Math.round(turn.requestsPerSecond()), made));
        }
    }

    private static long predictions(Target berth, String model)
            throws IOException, InterruptedException {
        URI address = berth.address().resolve("/v2/models/" + model + "/stats");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(
                                    HttpRequest.newBuilder(address).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Matcher count = COUNT.matcher(body);
            if (!count.find()) {
                throw new IOException("no inference_count in " + body);
            }
            return Long.parseLong(count.group(1));
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
            if (answer.statusCode() != 200 || !areProbabilities(answer.body())) {
                throw new IOException(
                        "%s answers %d: %s (expected: three probabilities of the tiny model)"
                                .formatted(other.name(), answer.statusCode(), answer.body()));
            }
        }
    }

    /// Whether the first tensor of an answer has three numbers that add up to one.
    static boolean areProbabilities(String body) {
        Matcher data = DATA.matcher(body);
        if (!data.find()) {
            return false;
        }
        List<Double> numbers =
                Stream.of(data.group(1).split(",", -1))
                        .map(text -> Double.valueOf(text.strip()))
                        .toList();
        double sum = numbers.stream().mapToDouble(Double::doubleValue).sum();
        return numbers.size() == TinyMlp.OUTPUTS && Math.abs(sum - 1) < 0.01;
    }
}
