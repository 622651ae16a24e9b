package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of swaps of snapshots under requests over HTTP. More than the sample of a build:
/// `-Dberth.precompute.swaps=100`.
class SnapshotSwapsTest {
    private static final int SWAPS = Integer.getInteger("berth.precompute.swaps", 8);
    private static final int SNAPSHOTS = 3;
    private static final int USERS = 50;
    private static final int CALLERS = 2;
    private static final EndpointName E = new EndpointName("e");

    private static final Pattern ANSWER =
            Pattern.compile("\\{\"score\":([0-9.]+),\"label\":\"u([0-9]+) in run ([0-9])\"}");

    private static final String ENDPOINT =
            """
            inputs:
              - {name: user, type: string, meaning: the user}
              - {name: x, type: float64, meaning: a number, default: 0}
              - {name: run, type: string, meaning: which run computes, default: none}
            steps:
              rule: {compute: {score: input.x, label: "input.user + ' in run ' + input.run"}}
            cached: {key: [user], on-miss: reject}
            """;

    @TempDir private Path folder;

    @Test
    void swaps_underRequests_leaveNoMissNoMixAndNoFailure() throws Exception {
        Path system =
                SystemBuilder.in(folder.resolve("system"))
                        .write("berth.yaml", "name: swapped\n")
                        .endpoint("e", ENDPOINT)
                        .path();
        Files.createDirectories(system.resolve("models"));
        for (int run = 1; run <= SNAPSHOTS; run++) {
            precompute(system, run);
        }
        try (BerthServer server = BerthServer.start(system, ServerOptions.defaults().withPort(0))) {
            var snapshots = new DirectorySnapshots(system.resolve(".berth/precomputed"));
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/endpoints/e:predict");
            var caller = new Caller(uri);
            var callers = new ArrayList<Caller>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new Caller(uri));
            }
            callers.forEach(Thread::start);
            try {
                for (int swap = 0; swap < SWAPS; swap++) {
                    int now = 1 + swap % SNAPSHOTS;
                    snapshots.setCurrent(E, now);
                    Await.until("snapshot " + now, () -> caller.ask(0) == now);
                    for (Caller each : callers) {
                        long before = each.answers;
                        Await.until(
                                "an answer after swap " + swap,
                                () -> !each.failures.isEmpty() || each.answers > before);
                    }
                }
            } finally {
                callers.forEach(Caller::finish);
            }
            assertThat(callers).allSatisfy(each -> assertThat(each.failures).isEmpty());
        }
    }

    private void precompute(Path system, int run) throws IOException {
        var csv = new StringBuilder("user,x,run\n");
        for (int user = 0; user < USERS; user++) {
            csv.append("u%d,%d,%d\n".formatted(user, 10 * user + run, run));
        }
        Path keys = Files.writeString(folder.resolve("keys-" + run + ".csv"), csv);
        Run made =
                RecordedTerminal.run(
                        "precompute", system.toString(), "e", "--keys", keys.toString());
        assertThat(made.status()).as(made.err()).isZero();
    }

    /// Caller that asks for one user after the other, on a connection of its own.
    private static final class Caller extends Thread {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI uri;
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile boolean isFinished;
        private volatile long answers;

        Caller(URI uri) {
            this.uri = uri;
        }

        @Override
        public void run() {
            try {
                for (int i = 0; !isFinished; i++) {
                    int run = ask(i % USERS);
                    assertThat(run).isBetween(1, SNAPSHOTS);
                    answers = i + 1L;
                }
            } catch (AssertionError e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }

        /// The run that computed an answer, both of whose fields are of it.
        int ask(int user) {
            HttpResponse<String> response = send("{\"user\":\"u" + user + "\"}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            long age = response.headers().firstValueAsLong("age").orElseThrow();
            assertThat(response.headers().firstValue("berth-annotations").orElse(""))
                    .isEqualTo("precomputed:e, age:" + age);
            Matcher answer = ANSWER.matcher(response.body());
            assertThat(answer.matches()).as(response.body()).isTrue();
            int run = Integer.parseInt(answer.group(3));
            assertThat(Double.parseDouble(answer.group(1))).isEqualTo(10.0 * user + run);
            assertThat(answer.group(2)).isEqualTo(Integer.toString(user));
            return run;
        }

        private HttpResponse<String> send(String body) {
            try {
                return HttpCalls.send(
                        http,
                        HttpRequest.newBuilder(uri)
                                .timeout(Await.TIMEOUT)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void finish() {
            isFinished = true;
            try {
                join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            // Without a wait for responses that the client has lost.
            http.shutdownNow();
        }
    }
}
