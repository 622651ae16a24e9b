package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.up.UpCommand;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.server.BerthServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Requests for Feast's Python feature server, sent to a server started like `berth up`. The bodies
/// are those of Feast's documents and tests, with our own names (`feast/requests.json`); they run
/// in order, since some need the rows of others.
class FeastServerTest {
    private static final String VIEWS =
            """
            entities:
              airport: {type: string, join-key: iata, meaning: an airport by its IATA code}
            sources:
              departures_log:
                stream: {}
                timestamp-column: event_timestamp
                columns: {event_timestamp: timestamp, created: timestamp, origin: string, delay: float64, seats: int64}
              reports:
                csv: reports.csv
                timestamp-column: at
                columns: {at: timestamp, station: string, wind: float64, gust: float64}
            views:
              delays:
                version: 1
                summary: How late the last flight was
                entities: {airport: origin}
                source: departures_log
                features:
                  late_by: {column: delay, meaning: how late it was}
                  seats: {meaning: how many seats it had}
              traffic:
                version: 1
                summary: How many flights there were
                entities: {airport: origin}
                source: departures_log
                features:
                  departures: {aggregate: count, window: unbounded, meaning: how many there were}
              weather:
                version: 2
                summary: The weather
                entities: {airport: station}
                source: reports
                features:
                  wind: {meaning: how fast it was}
                  gust: {meaning: how fast it was at most}
            on-demand:
              calendar:
                version: 1
                summary: What a time says
                inputs: {time: timestamp}
                features:
                  hour: {type: int64, expression: request.time.getHours(), meaning: the hour}
            services:
              trip:
                version: 1
                summary: What is known of a trip
                owner: flights-team
                features: [delays@1]
              trip@2:
                summary: What is known of a trip
                features:
                  - {feature: "delays@1:late_by", keys: {iata: origin}, as: late_at_origin}
                  - {feature: "delays@1:late_by", keys: {iata: destination}, as: late_there}
                  - {feature: "delays@1:seats", keys: {iata: origin}}
                  - calendar@1:hour
            """;

    private static final String REPORTS =
            """
            at,station,wind,gust
            2021-01-01T12:00:00Z,JFK,1.5,2
            2021-01-02T12:00:00Z,JFK,9.5,12
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path directory;

    private BerthServer start() throws IOException {
        ScaleSystem.in(directory);
        Files.createDirectories(directory.resolve("features"));
        Path views = directory.resolve("features/views.yaml");
        Files.writeString(views, VIEWS.replace("version: 2", "version: 1"));
        Files.writeString(directory.resolve("reports.csv"), REPORTS);
        RecordedTerminal.run("features", "apply", directory.toString());
        Files.writeString(views, VIEWS);
        var command = new UpCommand(new RecordedTerminal("").terminal());
        new CommandLine(command.spec()).parseArgs(directory.toString(), "--port", "0");
        return BerthServer.start(directory, command.options());
    }

    private HttpResponse<String> send(
            BerthServer server, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.address().resolve(path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static List<Map<?, ?>> vectors() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        FeastServerTest.class.getResourceAsStream("/feast/requests.json"))) {
            Object all = JsonValues.read(file.readAllBytes());
            return ((List<?>) Objects.requireNonNull(all))
                    .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
        }
    }

    private static @Nullable String body(Map<?, ?> vector) {
        if (!vector.containsKey("body")) {
            return (String) vector.get("text");
        }
        var sink = new ByteSink(256);
        JsonValues.write(new JsonWriter(sink), vector.get("body"));
        return sink.toString();
    }

    @Test
    void requests_ofFeastsDocumentsAndTests_areAnswered() throws Exception {
        try (BerthServer server = start()) {
            for (Map<?, ?> vector : vectors()) {
                String[] request = String.valueOf(vector.get("request")).split(" ", 2);
                HttpResponse<String> answer = send(server, request[0], request[1], body(vector));
                String what = vector.get("what") + ": " + answer.body();
                assertThat((long) answer.statusCode()).as(what).isEqualTo(vector.get("status"));
                if (vector.get("answer") != null) {
                    assertThat(JsonValues.read(answer.body()))
                            .as(what)
                            .isEqualTo(vector.get("answer"));
                } else {
                    for (Object part : (List<?>) Objects.requireNonNull(vector.get("has"))) {
                        assertThat(answer.body()).as(what).contains(String.valueOf(part));
                    }
                }
            }
        }
    }

    @Test
    void materialize_withoutViews_isOfAllThatHaveAHistory() throws Exception {
        try (BerthServer server = start()) {
            HttpResponse<String> answer =
                    send(
                            server,
                            "POST",
                            "/materialize-incremental",
                            "{\"end_ts\": \"2999-01-01T00:00:00\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("weather@1", "weather@2")
                    .doesNotContain("delays", "waiting", "running");
        }
    }

    @Test
    void materialize_thatFails_isAnsweredWithWhy() throws Exception {
        try (BerthServer server = start()) {
            Files.writeString(directory.resolve("reports.csv"), REPORTS.replace("wind", "breeze"));
            HttpResponse<String> answer =
                    send(
                            server,
                            "POST",
                            "/materialize",
                            "{\"start_ts\": \"2020-01-01\", \"end_ts\": \"2022-01-01\"}");
            assertThat(answer.body()).contains("weather@1: ", "wind", "reports.csv");
            assertThat(answer.statusCode()).isEqualTo(502);
        }
    }
}
