package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.up.UpCommand;
import dev.berth.server.BerthServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Tests of `berth features skew` on responses of a server started like `berth up`.
class SkewCommandTest {
    @TempDir private Path directory;

    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = OrdersSystem.in(directory);
        Files.writeString(
                directory.resolve("berth.yaml"), "name: scales\nfeatures: {log-sample-ratio: 1}\n");
    }

    /// Serves the requests and stops, so that all log rows are written.
    private void ask(String... bodies) throws IOException, InterruptedException {
        var command = new UpCommand(new RecordedTerminal("").terminal());
        new CommandLine(command.spec()).parseArgs(system, "--port", "0");
        try (BerthServer server = BerthServer.start(directory, command.options());
                HttpClient http = HttpClient.newHttpClient()) {
            for (String body : bodies) {
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(
                                                server.address().resolve("/v1/features:read"))
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    private static String body(String feature, String customers, String at) {
        return "{\"features\": [\"%s\"], \"entities\": {\"customer\": [%s]}, \"at\": \"%s\"}"
                .formatted(feature, customers, at);
    }

    @Test
    void skew_rowsThatWereUpToDate_areTheSame() throws Exception {
        RecordedTerminal.run("features", "materialize", system);
        ask(
                body("spending:sum", "\"ann\", \"bob\", \"zoe\"", "2026-11-01T13:00:00Z"),
                body("spending:count_1d", "\"ann\"", "2026-11-02T10:30:00Z"));

        Run run = RecordedTerminal.run("features", "skew", system);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .containsPattern("spending@1:sum +3 +100.00 % +0.00 % +0.00 % +0.00 %")
                .containsPattern("spending@1:count_1d +1 +100.00 % ");
    }

    @Test
    void skew_rowsThatWereNotUpToDate_areBehind() throws Exception {
        RecordedTerminal.run("features", "materialize", system, "--until", "2026-11-01T11:30:00Z");
        ask(body("spending:sum", "\"ann\", \"bob\"", "2026-11-01T13:00:00Z"));

        Run run = RecordedTerminal.run("features", "skew", system);

        assertThat(run.status()).as("behind is not different").isZero();
        assertThat(run.out())
                .containsPattern("spending@1:sum +2 +50.00 % +50.00 % +0.00 % +0.00 % +2.500")
                .contains("{customer=ann} at 2026-11-01T13:00:00Z: served 1.5, history gives 4.0")
                .contains("spending@1: where it was behind");
    }

    /// Late events: earlier responses lack them, whether the check runs before the next
    /// materialization or after.
    @Test
    void skew_eventsThatCameLate_areBehind() throws Exception {
        RecordedTerminal.run("features", "materialize", system);
        ask(body("spending:sum", "\"ann\", \"bob\"", "2026-11-01T13:00:00Z"));
        Files.writeString(
                directory.resolve("orders.csv"),
                OrdersSystem.ORDERS + "2026-11-01T09:00:00Z,bob,1\n");

        for (String row : List.of("spending@1: 0 rows", "spending@1: 0 rows of 0 events")) {
            Run run = RecordedTerminal.run("features", "skew", system);
            assertThat(run.status()).as(run.out()).isZero();
            assertThat(run.out()).contains("served 20.0, history gives 21.0 (behind)");
            Run materialized = RecordedTerminal.run("features", "materialize", system);
            assertThat(materialized.out())
                    .containsAnyOf(row, "spending@1: 2 rows of 4 events, with 1 that came late");
        }
        ask(body("spending:sum", "\"ann\", \"bob\"", "2026-11-01T13:00:00Z"));
        assertThat(RecordedTerminal.run("features", "skew", system).out())
                .containsPattern("spending@1:sum +4 +75.00 % +25.00 % +0.00 % +0.00 %");
    }

    @Test
    void skew_historyThatIsWrittenAnew_isDifferent() throws Exception {
        RecordedTerminal.run("features", "materialize", system);
        ask(body("spending:sum", "\"ann\", \"bob\"", "2026-11-01T13:00:00Z"));
        Files.writeString(
                directory.resolve("orders.csv"), OrdersSystem.ORDERS.replace("bob,20", "bob,21"));

        Run run = RecordedTerminal.run("features", "skew", system);
        assertThat(run.status()).isOne();
        assertThat(run.out()).contains("served 20.0, history gives 21.0 (different)");

        assertThat(
                        RecordedTerminal.run(
                                        "features", "skew", system, "--max-mismatch-ratio", "0.5")
                                .status())
                .isZero();
        Run json = RecordedTerminal.run("features", "skew", system, "--json");
        assertThat(json.out())
                .contains("\"rows\":2")
                .contains("\"compared\":2,\"same\":1,\"behind\":0,\"ahead\":0,\"different\":1")
                .contains("\"keys\":{\"customer\":\"bob\"}");
    }

    @Test
    void skew_noLog_saysHowToHaveOne() {
        Run run = RecordedTerminal.run("features", "skew", system);

        assertThat(run.status()).isOne();
        assertThat(run.err())
                .contains("nothing that was served")
                .contains("features: {log-sample-ratio: 0.01}");
    }
}
