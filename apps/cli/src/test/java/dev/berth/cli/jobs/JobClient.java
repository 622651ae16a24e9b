package dev.berth.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A caller of the routes of jobs.
final class JobClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    /// The body of a job with the numbers from `first` on.
    static String numbers(int first, int count, String options) {
        return "{\"records\":["
                + IntStream.range(first, first + count)
                        .mapToObj(i -> "{\"x\":[" + i + "]}")
                        .collect(Collectors.joining(","))
                + "]"
                + (options.isEmpty() ? "" : ",\"options\":" + options)
                + "}";
    }

    HttpResponse<String> post(URI uri, String body, String... headers) throws IOException {
        return send(request(uri, headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(URI uri, String... headers) throws IOException {
        return send(request(uri, headers).GET());
    }

    HttpResponse<String> delete(URI uri, String... headers) throws IOException {
        return send(request(uri, headers).DELETE());
    }

    private static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Await.TIMEOUT)
                        .header("content-type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    static String id(HttpResponse<String> submitted) {
        return json(submitted.body()).path("id").asText();
    }

    /// The predictions of a result, in its order.
    static List<Double> predictions(String lines) {
        List<Double> values = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            values.add(json(line).at("/prediction/y/0").asDouble());
        }
        return values;
    }

    static List<Double> doubled(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> 2.0 * i).toList();
    }
}
