package dev.berth.cli.jobs;

import static dev.berth.cli.jobs.JobClient.doubled;
import static dev.berth.cli.jobs.JobClient.id;
import static dev.berth.cli.jobs.JobClient.json;
import static dev.berth.cli.jobs.JobClient.numbers;
import static dev.berth.cli.jobs.JobClient.predictions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.ScaleSystem;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs of one server with a file for its state: what callers see.
final class JobsServedTest {
    private static final String SUBMIT = "/v1/models/double/jobs";
    private static final Set<String> UNFINISHED = Set.of("queued", "running");

    @TempDir private Path folder;

    private final JobClient client = new JobClient();
    private Path system;
    private @Nullable BerthServer server;

    @BeforeEach
    void write() {
        system = ScaleSystem.in(folder.resolve("system"));
    }

    @AfterEach
    void close() {
        stop();
    }

    private void start(String jobs) throws IOException {
        Files.writeString(system.resolve("berth.yaml"), "name: scale\njobs: {" + jobs + "}\n");
        start();
    }

    private void start() {
        server =
                BerthServer.start(
                        system,
                        ServerOptions.defaults().withPort(0).withGrace(Duration.ofSeconds(2)));
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private BerthServer running() {
        return Objects.requireNonNull(server);
    }

    private URI uri(String path) {
        return running().address().resolve(path);
    }

    private HttpResponse<String> submit(String body, String... headers) throws IOException {
        return client.post(uri(SUBMIT), body, headers);
    }

    /// The job after its end, which the server waits for.
    private String ended(String id, String... headers) throws IOException {
        URI waiting = uri("/v1/jobs/" + id + "?wait=30s");
        var job = new AtomicReference<String>();
        Await.until(
                "the end of job " + id,
                () -> {
                    job.set(client.get(waiting, headers).body());
                    return !UNFINISHED.contains(json(job.get()).path("state").asText());
                });
        return job.get();
    }

    @Test
    void job_ofManyBlocks_hasItsResultInOrder_wholeAndInPages() throws IOException {
        start("concurrency: 2");
        HttpResponse<String> submitted = submit(numbers(0, 1_000, "{\"block\": 64}"));
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
        String id = id(submitted);
        assertThat(submitted.headers().firstValue("location")).contains("/v1/jobs/" + id);
        assertThat(json(ended(id)).path("state").asText()).isEqualTo("succeeded");
        assertThat(json(ended(id)).path("done").asInt()).isEqualTo(1_000);
        assertThat(json(ended(id)).path("versions").toString()).isEqualTo("[\"1\"]");

        assertThat(predictions(client.get(uri("/v1/jobs/" + id + "/result")).body()))
                .isEqualTo(doubled(0, 1_000));
        String page = client.get(uri("/v1/jobs/" + id + "/result?from=60&limit=10")).body();
        assertThat(predictions(page)).isEqualTo(doubled(60, 10));
        assertThat(json(page.lines().findFirst().orElseThrow()).path("record").asInt())
                .isEqualTo(60);
        assertThat(client.get(uri("/v1/jobs")).body()).contains(id);
        assertThat(client.get(uri("/metrics")).body())
                .contains("berth_jobs_finished_total{state=\"succeeded\"} 1.0")
                .contains("berth_job_records_total 1000.0");
        assertThat(client.get(uri("/openapi.json")).body()).contains("jobs.submit.model");
    }

    @Test
    void record_thatIsInvalid_costsNoOther() throws IOException {
        start("concurrency: 1");
        String id = id(submit("{\"records\":[{\"x\":[1]},{\"x\":[\"one\"]},{\"x\":[3]}]}"));
        assertThat(json(ended(id)).path("failed").asInt()).isEqualTo(1);
        String[] lines =
                client.get(uri("/v1/jobs/" + id + "/result")).body().lines().toArray(String[]::new);
        assertThat(json(lines[0]).at("/prediction/y/0").asDouble()).isEqualTo(2);
        assertThat(json(lines[1]).at("/problem/code").asText()).isEqualTo("record-invalid");
        assertThat(json(lines[2]).at("/prediction/y/0").asDouble()).isEqualTo(6);
    }

    @Test
    void submission_thatIsWrong_isRefusedWithARemedy() throws IOException {
        start("concurrency: 0, max-records: 3, max-unfinished: 1, max-stored-bytes: 1KiB");
        assertThat(submit(numbers(0, 4, "")).statusCode()).isEqualTo(413);
        assertThat(submit("{\"records\":[]}").body()).contains("job-invalid").contains("no record");
        assertThat(submit("{\"record\":[]}").body()).contains("expected: records or options");
        assertThat(submit("{\"records\":[7]}").body()).contains("records[0] is 7");
        assertThat(submit("{\"records\":[{\"z\":[1]}]}").body()).contains("record-invalid");
        assertThat(submit("{\"records\":[{\"x\":[1]}").statusCode()).isEqualTo(400);
        assertThat(submit("{\"records\":" + "[".repeat(5_000)).statusCode()).isIn(400, 422);
        assertThat(submit(numbers(0, 1, "{\"retry\": 1}")).body()).contains("retries");
        assertThat(submit(numbers(0, 1, "{\"timeout\": \"8d\"}")).body()).contains("jobs.timeout");
        assertThat(submit(numbers(0, 1, "{\"webhook\": \"http://169.254.169.254/x\"}")).body())
                .contains("jobs.webhooks");
        assertThat(client.post(uri("/v1/models/none/jobs"), numbers(0, 1, "")).statusCode())
                .isEqualTo(404);
        assertThat(submit(numbers(0, 1, ""), "Idempotency-Key", "a b").statusCode()).isEqualTo(400);
        String large = "{\"records\":[{\"x\":[1" + " ".repeat(2_000) + "]}]}";
        assertThat(submit(large).body()).contains("queue-full").contains("jobs.max-stored-bytes");
        assertThat(submit(numbers(0, 1, "")).statusCode()).isEqualTo(202);
        assertThat(submit(numbers(0, 1, "")).statusCode()).isEqualTo(429);
    }

    @Test
    void key_again_isTheSameJob_andWithAnotherBodyAConflict() throws IOException {
        start("concurrency: 0");
        String id = id(submit(numbers(0, 3, ""), "Idempotency-Key", "one"));
        assertThat(id(submit(numbers(0, 3, ""), "Idempotency-Key", "one"))).isEqualTo(id);
        HttpResponse<String> other = submit(numbers(0, 4, ""), "Idempotency-Key", "one");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency-key-reused");
        assertThat(id(submit(numbers(0, 3, "")))).isNotEqualTo(id);
        HttpResponse<String> result = client.get(uri("/v1/jobs/" + id + "/result"));
        assertThat(result.statusCode()).isEqualTo(409);
        assertThat(result.body()).contains("job-not-finished");
    }

    @Test
    void job_thatIsCancelledOrDeleted_runsNoMore() throws IOException {
        start("concurrency: 0");
        String id = id(submit(numbers(0, 3, "")));
        HttpResponse<String> cancelled = client.post(uri("/v1/jobs/" + id + ":cancel"), "");
        assertThat(json(cancelled.body()).path("state").asText()).isEqualTo("cancelled");
        assertThat(json(ended(id)).path("state").asText()).isEqualTo("cancelled");
        assertThat(client.delete(uri("/v1/jobs/" + id)).statusCode()).isEqualTo(200);
        HttpResponse<String> gone = client.get(uri("/v1/jobs/" + id));
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("job-expired");
        assertThat(client.get(uri("/v1/jobs/no-such-job")).statusCode()).isEqualTo(404);
    }

    @Test
    void restart_findsTheJobs_andContinuesThem() throws IOException {
        start("concurrency: 0");
        String id = id(submit(numbers(0, 200, "{\"block\": 10}")));
        stop();
        start("concurrency: 2");
        assertThat(json(ended(id)).path("state").asText()).isEqualTo("succeeded");
        stop();
        start();
        assertThat(predictions(client.get(uri("/v1/jobs/" + id + "/result")).body()))
                .isEqualTo(doubled(0, 200));
    }

    @Test
    void job_afterItsTime_fails() throws IOException {
        start("concurrency: 0");
        String late = id(submit(numbers(0, 1, "{\"timeout\": \"1ms\"}")));
        stop();
        start("concurrency: 1");
        assertThat(json(ended(late)).at("/problem/code").asText()).isEqualTo("deadline-exceeded");
    }

    @Test
    void job_thatIsNotKeptAnyLonger_isGone() throws IOException {
        start("concurrency: 1, keep: 1s");
        String id = id(submit(numbers(0, 1, "")));
        // Expired, and after as long again not there: tests of the leases tell the two apart.
        Await.until(
                "the end of its time",
                () -> Set.of(404, 410).contains(client.get(uri("/v1/jobs/" + id)).statusCode()));
    }

    @Test
    void job_ofAnotherConsumer_isNotThere() throws IOException {
        var random = new SecureRandom();
        ApiKeyToken one = ApiKeyToken.generate(random);
        ApiKeyToken other = ApiKeyToken.generate(random);
        Files.writeString(
                system.resolve("berth.yaml"),
                """
                name: scale
                jobs: {concurrency: 0}
                consumers:
                  one: {purpose: Tests, contact: one@example.org, keys: [{hash: %s}]}
                  other: {purpose: Tests, contact: other@example.org, keys: [{hash: %s}]}
                """
                        .formatted(one.hash(), other.hash()));
        start();
        String[] asOne = {"authorization", "Bearer " + one.reveal()};
        String[] asOther = {"authorization", "Bearer " + other.reveal()};
        assertThat(submit(numbers(0, 1, "")).statusCode()).isEqualTo(401);
        String id = id(submit(numbers(0, 1, ""), asOne));
        assertThat(client.get(uri("/v1/jobs/" + id), asOne).statusCode()).isEqualTo(200);
        assertThat(client.get(uri("/v1/jobs/" + id), asOther).statusCode()).isEqualTo(404);
        assertThat(client.get(uri("/v1/jobs/" + id + "/events"), asOther).statusCode())
                .isEqualTo(404);
        assertThat(client.delete(uri("/v1/jobs/" + id), asOther).statusCode()).isEqualTo(404);
        assertThat(client.get(uri("/v1/jobs"), asOther).body()).isEqualTo("{\"jobs\":[]}");
    }

    @Test
    void submission_sentAgainWithItsKey_isNotChargedAgain() throws IOException {
        ApiKeyToken one = ApiKeyToken.generate(new SecureRandom());
        Files.writeString(
                system.resolve("berth.yaml"),
                """
                name: scale
                jobs: {concurrency: 0}
                consumers:
                  one:
                    purpose: Tests
                    contact: one@example.org
                    keys: [{hash: %s}]
                    quota: {records-per-second: 0.001, records-burst: 10}
                """
                        .formatted(one.hash()));
        start();
        String[] asOne = {"authorization", "Bearer " + one.reveal(), "Idempotency-Key", "night-1"};
        String id = id(submit(numbers(0, 6, ""), asOne));
        for (int i = 0; i < 5; i++) {
            assertThat(id(submit(numbers(0, 6, ""), asOne))).isEqualTo(id);
        }
        assertThat(submit(numbers(0, 7, ""), asOne).body()).contains("idempotency-key-reused");
        asOne[3] = "night-2";
        assertThat(submit(numbers(0, 6, ""), asOne).body()).contains("quota-exceeded");
        assertThat(submit(numbers(0, 4, ""), asOne).statusCode()).isEqualTo(202);
    }

    @Test
    void job_whosePermissionIsTakenAway_failsAndSaysSo() throws IOException {
        ApiKeyToken one = ApiKeyToken.generate(new SecureRandom());
        String yaml =
                """
                name: scale
                jobs: {concurrency: %s}
                consumers:
                  one: {purpose: Tests, contact: one@example.org, models: [%s], keys: [{hash: %s}]}
                """;
        Files.writeString(system.resolve("berth.yaml"), yaml.formatted("0", "double", one.hash()));
        start();
        String[] asOne = {"authorization", "Bearer " + one.reveal()};
        String id = id(submit(numbers(0, 3, ""), asOne));
        stop();
        Files.writeString(system.resolve("berth.yaml"), yaml.formatted("1", "", one.hash()));
        start();

        String ended = ended(id, asOne);
        assertThat(json(ended).path("state").asText()).isEqualTo("failed");
        assertThat(json(ended).at("/problem/code").asText()).isEqualTo("forbidden");
        assertThat(json(ended).at("/problem/detail").asText())
                .contains("consumer 'one' may not call model 'double' any more");
    }

    @Test
    void events_haveResultsAndTheEnd_andContinueAfterAnId() throws IOException {
        start("concurrency: 1");
        String id = id(submit(numbers(0, 30, "{\"block\": 10}")));
        String all = client.get(uri("/v1/jobs/" + id + "/events")).body();
        assertThat(all.lines().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: 1", "id: 2", "id: 3", "id: 4");
        assertThat(all).contains("event: end\ndata: {\"state\":\"succeeded\",\"done\":30");
        String rest = client.get(uri("/v1/jobs/" + id + "/events"), "Last-Event-ID", "2").body();
        assertThat(rest.lines().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: 3", "id: 4");
        assertThat(client.get(uri("/v1/jobs/" + id + "/events"), "Last-Event-ID", "4").statusCode())
                .isEqualTo(204);
        assertThat(client.get(uri("/v1/jobs/" + id + "/events"), "Last-Event-ID", "9").statusCode())
                .isEqualTo(400);
    }

    @Test
    void events_ofACallerThatGoesAway_andOfAServerThatStops_end() throws Exception {
        start("concurrency: 0");
        String id = id(submit(numbers(0, 3, "")));
        for (int i = 0; i < 3; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), running().port())) {
                socket.getOutputStream()
                        .write(
                                ("GET /v1/jobs/"
                                                + id
                                                + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(
                                new String(
                                        socket.getInputStream().readNBytes(12),
                                        StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200");
            }
        }
        Await.until(() -> running().bytesUnderWay() == 0);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), running().port())) {
            socket.getOutputStream()
                    .write(
                            ("GET /v1/jobs/" + id + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            // Watches by then: what is not yet written when a server stops is cut off.
            socket.setSoTimeout(Math.toIntExact(Await.TIMEOUT.toMillis()));
            var begun = new StringBuilder();
            while (begun.indexOf("event: state") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as(begun.toString()).isNotNegative();
                begun.append((char) next);
            }
            assertThat(running().drain(Await.TIMEOUT)).isTrue();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("0\r\n\r\n");
        }
    }
}
