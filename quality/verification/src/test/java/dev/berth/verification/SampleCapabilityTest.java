package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of the program with a capability in the test tree alone: the package `sample`.
class SampleCapabilityTest {
    private static final String SYSTEM =
            """
            name: sample
            consumers:
              shop:
                purpose: Reads notices
                keys: [{hash: "%s"}]
              operator:
                purpose: Manages
                management: true
                keys: [{hash: "%s"}]
            """;

    private static final String NOTICES =
            """
            notices:
              maintenance: {text: No predictions on Sunday}
            """;

    /// A package with only a step.
    private static final String DOUBLE =
            """
            summary: Twice a number
            signature:
              inputs: [{name: x, type: float32, shape: [], meaning: a number}]
              outputs: [{name: y, type: float32, shape: [], meaning: twice the number}]
            encode:
              - {step: cel, expression: x * 2.0, type: float32, into: y}
            """;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ApiKeyToken SHOP = ApiKeyToken.generate(RANDOM);
    private static final ApiKeyToken OPERATOR = ApiKeyToken.generate(RANDOM);

    @TempDir static Path folder;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Path launcher;
    private static Path system;
    private static BerthProgram program;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        launcher = launcher();
        system = Files.createDirectory(folder.resolve("system"));
        SystemBuilder.in(system)
                .write("berth.yaml", SYSTEM.formatted(SHOP.hash(), OPERATOR.hash()))
                .write("notices/all.yaml", NOTICES)
                .write("models/double/1/model.yaml", DOUBLE);
        program = berth("up", system.toString(), "--port", "0").start();
        port = program.awaitPort();
    }

    @AfterAll
    static void stop() {
        program.close();
        HTTP.close();
    }

    /// The class path of this test with the directory whose services name the capability.
    private static Path launcher() throws Exception {
        Path folderOfServices = Path.of(SampleCapabilityTest.class.getResource("/sample").toURI());
        String classPath =
                folderOfServices + File.pathSeparator + System.getProperty("java.class.path");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path file = folder.resolve("berth");
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(
                file,
                """
                #!/bin/sh
                exec '%s' --enable-native-access=ALL-UNNAMED -cp '%s' dev.berth.cli.Main "$@"
                """
                        .formatted(java, classPath));
    }

    private static Call berth(String... arguments) {
        return Call.of(arguments).through(launcher);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpCalls.send(
                HTTP, request.timeout(Await.TIMEOUT).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, ApiKeyToken key) {
        return request(path).header("Authorization", "Bearer " + key.reveal());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    @Test
    void route_consumer_readsTheDescription() throws Exception {
        JsonNode notices = RunningServer.answer(send(request("/v1/notices", SHOP)));
        assertThat(notices.path("maintenance").asText()).isEqualTo("No predictions on Sunday");
        HttpResponse<String> posted =
                send(request("/v1/notices", SHOP).POST(BodyPublishers.ofString("{}")));
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void route_callerWithoutPermission_isRefused() throws Exception {
        assertThat(send(request("/v1/notices")).statusCode()).isEqualTo(401);
        HttpResponse<String> refused =
                send(request("/v1/notices/maintenance:read", SHOP).POST(BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"forbidden\"");
        HttpResponse<String> foreign =
                send(
                        request("/v1/notices/maintenance:read", OPERATOR)
                                .header("Sec-Fetch-Site", "cross-site")
                                .POST(BodyPublishers.noBody()));
        assertThat(foreign.statusCode()).isEqualTo(403);
        HttpResponse<String> unknown =
                send(request("/v1/notices/none:read", OPERATOR).POST(BodyPublishers.noBody()));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no notice 'none'");
    }

    @Test
    void metrics_scraped_haveTheCapabilitys() throws Exception {
        HttpResponse<String> read =
                send(
                        request("/v1/notices/maintenance:read", OPERATOR)
                                .POST(BodyPublishers.noBody()));
        assertThat(RunningServer.answer(read).path("reader").asText()).isEqualTo("operator");
        assertThat(send(request("/metrics", SHOP)).body())
                .contains("berth_notices{capability=\"notices\"} ")
                .contains("berth_notices_read_total{capability=\"notices\"} 1.0")
                .contains("# HELP berth_notices Notices of the system");
    }

    @Test
    void listener_hearsPredictions() throws Exception {
        HttpResponse<String> predicted =
                send(
                        request("/v1/models/double:predict", SHOP)
                                .POST(BodyPublishers.ofString("{\"x\": 4}")));
        assertThat(RunningServer.answer(predicted).path("y").asDouble()).isEqualTo(8);
        Await.until(
                "the listener receives the prediction",
                () -> program.err().contains("notices: double predicted for shop"),
                program::err);
        assertThat(send(request("/metrics", SHOP)).body())
                .contains("berth_prediction_events_total{listener=\"notices\"} 1.0");
    }

    @Test
    void openApi_hasTheCapabilitysOperations() throws Exception {
        JsonNode document = RunningServer.answer(send(request("/openapi.json", SHOP)));
        assertThat(document.at("/paths/~1v1~1notices/get/operationId").asText())
                .isEqualTo("notices.list");
        assertThat(document.at("/paths/~1v1~1notices~1{name}:read/parameters/0/name").asText())
                .isEqualTo("name");
        assertThat(document.at("/components/schemas/NoticeList/type").asText()).isEqualTo("object");
    }

    @Test
    void page_isServedToEverybody() throws Exception {
        HttpResponse<String> page = send(request("/notices"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("<title>Notices</title>");
    }

    @Test
    void file_changed_isReadAnew() throws IOException {
        SystemBuilder.in(system)
                .write("berth.yaml", SYSTEM.formatted(SHOP.hash(), OPERATOR.hash()))
                .write("notices/more.yaml", "notices: {late: {text: Came later}}\n");
        Await.until(
                "the server lists the new notice",
                () -> {
                    try {
                        return send(request("/v1/notices", SHOP)).body().contains("Came later");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                program::err);
    }

    @Test
    void command_isListedAndRuns() {
        assertThat(berth("--help").run().out())
                .contains("notices     Lists the notices of a system.");
        Outcome outcome = berth("notices", system.toString()).run();
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("maintenance: No predictions on Sunday");
    }

    @Test
    void check_errorsInItsFiles_areFoundWithTheirLines() throws IOException {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        SystemBuilder.in(broken)
                .write("notices/all.yaml", NOTICES + "  late: {txt: Came later}\n")
                .write("notices/model.yaml", "notices:\n  m: {text: Slow, model: none}\n");
        Outcome outcome = berth("check", broken.toString(), "--skip-load").run();
        assertThat(outcome.status()).as(outcome.err()).isOne();
        assertThat(outcome.out())
                .contains("notices/all.yaml:3: error: /notices/late/txt: the key 'txt'")
                .contains("notices/model.yaml:2: error: a notice of the model 'none'");
        assertThat(berth("check", system.toString(), "--skip-load").run().status()).isZero();
    }
}
