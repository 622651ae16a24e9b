package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.endpoint.Endpoints;
import dev.berth.state.PostgresServer;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of two servers with separate directories that share one PostgreSQL database.
final class SharedStateTest {
    private static final int CHANGES_BEFORE_KILL = 20;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path folder;

    private static PostgresServer database;
    private static Server one;
    private static Server other;

    /// `berth up` as a process.
    private static final class Server {
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
                    """
                            .formatted(
                                    database.address()
                                            .replace("postgres@", "postgres:${SECRET}@")));
            new SystemBuilder(directory)
                    .endpoint(
                            "twice",
                            """
                    steps: {it: {model: double}}
                    traffic:
                      variants:
                        stable: {weight: 1}
                        fresh: {weight: 0}
                    """);
        }

        Server start() throws IOException, InterruptedException {
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
            builder.environment().put("SECRET", "s3cret-word");
            process = builder.start();
            Await.until("start of " + directory, this::isListening);
            return this;
        }

        private Path log() {
            return directory.resolve("log.txt");
        }

        private boolean isListening() {
            try {
                return get("/v2/health/ready").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        }

        /// Like `kill -9`.
        void kill() throws InterruptedException {
            if (process != null) {
                var _ = Await.exit(process.destroyForcibly());
            }
        }

        boolean isRunning() {
            return process != null && process.isAlive();
        }

        String address() {
            return "http://127.0.0.1:" + port;
        }

        HttpResponse<String> get(String path) throws IOException {
            return send(HttpRequest.newBuilder(URI.create(address() + path)));
        }

        /// The current variant; with weights 1 and 0 it is always the same.
        String variant() throws IOException {
            HttpResponse<String> response = post("/v1/endpoints/twice:predict", "{\"x\":[3]}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.headers().firstValue("berth-annotations").orElse("");
        }

        HttpResponse<String> post(String path, String body) throws IOException {
            return send(
                    HttpRequest.newBuilder(URI.create(address() + path))
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(body)));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
            try {
                return HTTP.send(request.timeout(Await.TIMEOUT).build(), BodyHandlers.ofString());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        HttpResponse<String> change(int stable, int fresh, String why) throws IOException {
            return post(
                    "/v1/endpoints/twice/traffic",
                    "{\"weights\":{\"stable\":%d,\"fresh\":%d},\"reason\":\"%s\"}"
                            .formatted(stable, fresh, why));
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitVariant(Server server, String variant) throws IOException {
        Await.until(variant, () -> server.variant().equals(variant), server::address);
    }

    @BeforeAll
    static void start() throws Exception {
        database = PostgresServer.start(folder.resolve("data"));
        one = new Server("one").start();
        other = new Server("other").start();
    }

    @BeforeEach
    void begin() throws Exception {
        for (Server server : List.of(one, other)) {
            if (!server.isRunning()) {
                var _ = server.start();
            }
        }
        assertThat(one.change(1, 0, "the begin of a test").statusCode()).isEqualTo(200);
        awaitVariant(one, "variant:stable");
        awaitVariant(other, "variant:stable");
    }

    @AfterAll
    static void stop() throws Exception {
        for (Server server : new Server[] {one, other}) {
            if (server != null) {
                server.kill();
                assertThat(server.log()).content().doesNotContain("s3cret-word");
            }
        }
        if (database != null) {
            database.close();
        }
    }

    /// So that a change is in force everywhere within a second, as the documents say.
    @Test
    void weights_areReadSeveralTimesASecond() {
        assertThat(Endpoints.WEIGHTS_INTERVAL).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void change_atOne_isInForceAtBoth_andOutlivesAKill() throws Exception {
        assertThat(one.change(0, 1, "ready").statusCode()).isEqualTo(200);
        assertThat(one.variant()).isEqualTo("variant:fresh");
        awaitVariant(other, "variant:fresh");

        // Killed during changes: no acknowledged change is lost.
        int acknowledged = killAmidChanges();
        Run history = RecordedTerminal.run("traffic", other.address(), "twice", "--json");
        assertThat(history.status()).as(history.err()).isZero();
        assertThat(history.out()).contains("\"reason\":\"change " + acknowledged + "\"");
        String inForce = acknowledged % 2 == 0 ? "variant:fresh" : "variant:stable";
        if (!history.out().contains("\"reason\":\"change " + (acknowledged + 1) + "\"")) {
            awaitVariant(other, inForce);
        }

        // The other server continues, and the killed one returns with the current weights.
        assertThat(other.change(1, 0, "alone").statusCode()).isEqualTo(200);
        assertThat(other.change(0, 1, "alone, too").statusCode()).isEqualTo(200);
        one.start();
        assertThat(one.variant()).isEqualTo("variant:fresh");
        Run back =
                RecordedTerminal.run(
                        "rollback", one.address(), "twice", "--to-revision", "0", "--reason", "x");
        assertThat(back.status()).as(back.err()).isZero();
        awaitVariant(other, "variant:stable");
    }

    /// @return the number of the last acknowledged change
    private static int killAmidChanges() throws Exception {
        var acknowledged = new AtomicInteger();
        try (var thread = Executors.newSingleThreadExecutor()) {
            Future<?> killing =
                    thread.submit(
                            () -> {
                                Await.until(() -> acknowledged.get() >= CHANGES_BEFORE_KILL);
                                one.kill();
                                return true;
                            });
            try {
                while (true) {
                    int next = acknowledged.get() + 1;
                    HttpResponse<String> response =
                            one.change(next % 2, (next + 1) % 2, "change " + next);
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                    acknowledged.set(next);
                }
            } catch (IOException killed) {
                assertThat(Await.result(killing)).isEqualTo(true);
            }
        }
        return acknowledged.get();
    }

    @Test
    void database_thatIsDown_leavesTheLastWeightsInForce_andIsUsedAgainWhenItIsBack()
            throws Exception {
        assertThat(one.change(0, 1, "ready").statusCode()).isEqualTo(200);
        awaitVariant(other, "variant:fresh");

        database.stop();
        Await.until(() -> other.get("/metrics").body().contains("berth_state_up 0.0"));
        HttpResponse<String> refused = other.change(1, 0, "back");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body())
                .contains("state-unavailable")
                .doesNotContain("localhost", "s3cret-word");
        for (int i = 0; i < 50; i++) {
            assertThat(other.variant()).isEqualTo("variant:fresh");
        }
        assertThat(other.log())
                .content()
                .contains("the last known weights stay in force")
                // The connection was open, or it was about to be opened.
                .containsAnyOf("look at its load and its log", "start it, or look at its address");

        database.restart();
        Await.until(() -> other.change(1, 0, "back").statusCode() == 200);
        Await.until(() -> one.variant().equals("variant:stable"));
        Await.until(() -> one.get("/metrics").body().contains("berth_state_up 1.0"));
    }

    @Test
    void directory_ofOneServer_isAPlaceToChangeWeightsForBoth() throws Exception {
        // The command of this process has no variable SECRET.
        Path berthYaml = one.directory.resolve("berth.yaml");
        String withVariable = Files.readString(berthYaml);
        Files.writeString(berthYaml, withVariable.replace("${SECRET}", "s3cret-word"));
        Run change =
                RecordedTerminal.run(
                        "traffic",
                        one.directory.toString(),
                        "twice",
                        "stable=0",
                        "fresh=1",
                        "--reason",
                        "ready");
        assertThat(change.status()).as(change.err()).isZero();
        for (Server server : List.of(one, other)) {
            Await.until(() -> server.variant().equals("variant:fresh"));
        }
        assertThat(one.directory.resolve(".berth/state.db")).doesNotExist();
        Files.writeString(berthYaml, withVariable);
    }
}
