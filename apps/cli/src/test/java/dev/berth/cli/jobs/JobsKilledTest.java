package dev.berth.cli.jobs;

import static dev.berth.cli.jobs.JobClient.doubled;
import static dev.berth.cli.jobs.JobClient.id;
import static dev.berth.cli.jobs.JobClient.json;
import static dev.berth.cli.jobs.JobClient.numbers;
import static dev.berth.cli.jobs.JobClient.predictions;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.cli.Main;
import dev.berth.cli.ScaleSystem;
import dev.berth.jobs.webhook.WebhookSignature;
import dev.berth.state.PostgresServer;
import dev.berth.testkit.Await;
import dev.berth.testkit.process.Kill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs of two servers that share one PostgreSQL database, each killed as by `kill -9` at random
/// moments: no job is lost, each result is there exactly once, each webhook came with one id.
///
/// The whole run of a release: `-Dberth.jobs.count=1000 -Dberth.jobs.kills=10
/// -Dberth.jobs.records=100 -Dberth.test.seconds-max=1500`.
final class JobsKilledTest {
    private static final int JOBS = Integer.getInteger("berth.jobs.count", 30);
    private static final int KILLS = Integer.getInteger("berth.jobs.kills", 1);
    private static final long SEED = Long.getLong("berth.seed", 20261125L);

    private static final int RECORDS = Integer.getInteger("berth.jobs.records", 200);
    private static final String SECRET =
            "whsec_"
                    + Base64.getEncoder()
                            .encodeToString(
                                    "of a test: 24 bytes here".getBytes(StandardCharsets.US_ASCII));

    @TempDir private Path folder;

    private final JobClient client = new JobClient();
    private final Map<String, AtomicInteger> hooks = new ConcurrentHashMap<>();
    private final Set<String> unsigned = ConcurrentHashMap.newKeySet();

    /// A job to kill a server amid.
    private final AtomicBoolean isWanted = new AtomicBoolean();

    private PostgresServer database;
    private HttpServer receiver;
    private Server one;
    private Server other;

    /// `berth up` as a process.
    private final class Server {
        private final Path directory;
        private final int port = freePort();
        private @Nullable Process process;

        Server(String name) throws IOException {
            directory = ScaleSystem.in(folder.resolve(name));
            Files.writeString(
                    directory.resolve("berth.yaml"),
                    """
                    name: scale
                    state: {store: "%s"}
                    jobs:
                      lease: 2s
                      max-unfinished: 100000
                      webhooks: [{origin: "%s", secret-from: HOOK_SECRET}]
                    """
                            .formatted(database.address(), origin()));
        }

        Server start() throws IOException {
            var builder =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    "up",
                                    directory.toString(),
                                    "--port",
                                    String.valueOf(port))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put("HOOK_SECRET", SECRET);
            process = builder.start();
            Await.until("start of " + directory, this::isListening);
            return this;
        }

        private Path log() {
            return directory.resolve("log.txt");
        }

        private boolean isListening() {
            try {
                return client.get(uri("/v2/health/ready")).statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        }

        void kill() throws InterruptedException {
            if (process != null) {
                var _ = Await.exit(process.destroyForcibly());
            }
        }

        /// As its jobs have it.
        String owner() {
            return "process " + Objects.requireNonNull(process).pid();
        }

        URI uri(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String origin() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort();
    }

    @BeforeEach
    void start() throws Exception {
        database = PostgresServer.start(folder.resolve("data"));
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        one = new Server("one").start();
        other = new Server("other").start();
    }

    /// Takes a webhook; every third is refused the first time.
    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        long timestamp = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
        String signature = WebhookSignature.of(SECRET).sign(id, timestamp, body);
        if (!signature.equals(exchange.getRequestHeaders().getFirst("webhook-signature"))
                || !json(body).at("/data/id").asText().equals(id)) {
            unsigned.add(id);
        }
        int count = hooks.computeIfAbsent(id, absent -> new AtomicInteger()).incrementAndGet();
        exchange.sendResponseHeaders(count == 1 && id.hashCode() % 3 == 0 ? 503 : 204, -1);
        exchange.close();
    }

    @AfterEach
    void stop() throws Exception {
        for (Server server : new Server[] {one, other}) {
            if (server != null) {
                server.kill();
                assertThat(server.log()).content().doesNotContain(SECRET);
            }
        }
        receiver.stop(0);
        database.close();
    }

    @Test
    void jobs_ofKilledServers_haveEachResultExactlyOnce() throws Exception {
        var random = new Random(SEED);
        var killed = new Exception[1];
        Thread killing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        kill(random);
                                    } catch (Exception e) {
                                        killed[0] = e;
                                    }
                                });
        List<String> ids = new ArrayList<>();
        while (ids.size() < JOBS || killing.isAlive()) {
            if (ids.size() >= JOBS) {
                Await.until("the next kill", () -> isWanted.get() || !killing.isAlive());
            }
            ids.add(submit(ids.size()));
        }
        Await.end(killing);
        assertThat(killed[0]).isNull();
        assertThat(new HashSet<>(ids)).hasSize(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            assertIsWhole(ids.get(i), i);
        }
        // Not one more than was submitted, whatever was sent twice.
        String list = client.get(one.uri("/v1/jobs?limit=1000")).body();
        assertThat(json(list).path("jobs").size()).isEqualTo(Math.min(ids.size(), 1_000));
        long takenAgain =
                StreamSupport.stream(json(list).path("jobs").spliterator(), false)
                        .filter(job -> job.path("attempts").asInt() > 1)
                        .count();
        assertThat(takenAgain).as("jobs that a kill interrupted").isPositive();
        for (String id : ids) {
            Await.until(
                    "webhook of " + id,
                    () ->
                            json(client.get(one.uri("/v1/jobs/" + id)).body())
                                    .path("webhook")
                                    .asText()
                                    .equals("delivered"));
        }
        assertThat(hooks.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(unsigned).isEmpty();
    }

    /// Kills each server amid a job, at a random moment of that.
    private void kill(Random random) throws Exception {
        for (int i = 0; i < 2 * KILLS; i++) {
            Server server = i % 2 == 0 ? one : other;
            while (!isKilledAmidAJob(server, random)) {
                var _ = server.start();
            }
            var _ = server.start();
        }
    }

    private boolean isKilledAmidAJob(Server server, Random random) throws Exception {
        isWanted.set(true);
        Await.until(
                "a job at " + server.directory, () -> isRunning(server, " and blocks_done > 0"));
        isWanted.set(false);
        var _ = Kill.after(Objects.requireNonNull(server.process), random.nextInt(50));
        return isRunning(server, "");
    }

    private boolean isRunning(Server server, String further) throws SQLException {
        return isSome("state = 'running' and owner = '" + server.owner() + "'" + further);
    }

    private boolean isSome(String condition) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select to_regclass('berth_job') is not null and exists (select 1 from"
                                        + " berth_job where "
                                        + condition
                                        + ")")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /// Submits a job, again and again with its key, to the one or the other server.
    private String submit(int number) {
        String body =
                numbers(
                        number,
                        RECORDS,
                        "{\"block\": 5, \"webhook\": \"%s/hook\"}".formatted(origin()));
        for (int attempt = 0; ; attempt++) {
            Server server = (number + attempt) % 2 == 0 ? one : other;
            try {
                HttpResponse<String> response =
                        client.post(
                                server.uri("/v1/models/double/jobs"),
                                body,
                                "Idempotency-Key",
                                "job-" + number);
                if (response.statusCode() == 202) {
                    return id(response);
                }
                assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
            } catch (IOException killed) {
                Thread.onSpinWait();
            }
        }
    }

    private void assertIsWhole(String id, int number) throws IOException {
        Await.until(
                "end of job " + id,
                () ->
                        json(client.get(one.uri("/v1/jobs/" + id)).body())
                                .path("state")
                                .asText()
                                .equals("succeeded"),
                () -> state(id));
        String result = client.get(other.uri("/v1/jobs/" + id + "/result")).body();
        assertThat(predictions(result)).as("job %s", id).isEqualTo(doubled(number, RECORDS));
    }

    private String state(String id) {
        try {
            return client.get(one.uri("/v1/jobs/" + id)).body();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
