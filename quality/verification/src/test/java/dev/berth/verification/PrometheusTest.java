package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.featurestore.ServingFeatureStore;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.server.telemetry.TraceOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.system.FeatureDefinitionsBuilder;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus scrapes a server that is in trouble: the shipped alerts fire, and every query
/// of the shipped rules and dashboard finds something. The rules are the shipped ones, but for
/// their times, which are seconds here.
class PrometheusTest {
    private static final Path RULES = Repository.root().resolve("ops/prometheus");

    private static final Path DASHBOARD = Repository.root().resolve("ops/grafana/berth.json");

    /// The names of series in an expression: those of Berth, its JVM and its process.
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:berth|process|jvm|system)[_:][a-z0-9_:]+|\\bup\\b");

    private static final String ONE_ROW =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[%s,2,3]}]}";

    private static final String AHEAD =
            """
            inputs: [{name: user, type: string, meaning: the user}]
            steps: {it: {compute: {greeting: "input.user + '!'"}}}
            cached: {key: [user]}
            """;

    @TempDir static Path folder;

    private static final FakeRuntime FAKE = new FakeRuntime();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static BerthServer server;
    private static CrowdedServer crowded;
    private static PrometheusProgram prometheus;

    @BeforeAll
    static void start() throws IOException {
        PrometheusProgram.assumeInstalled();
        server = BerthServer.start(withSnapshots(system()), options());
        crowded = CrowdedServer.start(folder.resolve("crowded"));
        prometheus = PrometheusProgram.start(folder, configuration());
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        if (prometheus != null) {
            prometheus.close();
        }
        if (crowded != null) {
            crowded.close();
        }
        if (server != null) {
            FAKE.runGate().open();
            server.close();
        }
    }

    /// Its views read files that are not there, and its topic is at a port at which nothing
    /// listens.
    private static Path system() {
        PackageBuilder fake = PackageBuilder.threefold(2, "fail-on: 666");
        String features =
                new FeatureDefinitionsBuilder()
                        .entity("place", "string")
                        .source("files", "csv: lost.csv", "at: timestamp, place: string")
                        .source(
                                "topic",
                                "stream: {kafka: {bootstrap-servers: \"127.0.0.1:9\", topic: lost}}",
                                "at: timestamp, place: string")
                        .view(
                                "counted@1",
                                "files",
                                "place: place",
                                "count: {aggregate: count, window: unbounded, meaning: how often}")
                        .text();
        return SystemBuilder.in(folder.resolve("system"))
                .write("berth.yaml", "name: trouble\nfeatures: {materialize-interval: 1s}\n")
                .with("fake", fake)
                .with("broken", fake)
                .edit("models/broken/1/model.yaml", text -> text.replace("summary", "sumary"))
                .write("features/lost.yaml", features)
                .endpoint(
                        "promising",
                        """
                        steps: {it: {model: fake}}
                        slo: {availability: 0.999, latency: {threshold: 1s, target-ratio: 0.9}}
                        """)
                .path();
    }

    /// Adds endpoints with precomputed answers: one that is up to date, and one that has changed.
    private static Path withSnapshots(Path system) throws IOException {
        Path other =
                SystemBuilder.in(folder.resolve("ahead"))
                        .write("berth.yaml", "name: ahead\n")
                        .endpoint("ahead", AHEAD)
                        .path();
        Files.createDirectories(other.resolve("models"));
        Path keys = Files.writeString(folder.resolve("keys.csv"), "user\nada\n");
        BerthProgram.Outcome made =
                InProcessCommand.run(
                        "precompute", other.toString(), "ahead", "--keys", keys.toString());
        assertThat(made.status()).as(made.err()).isZero();
        copy(other.resolve(".berth/precomputed/ahead"), system, "ahead");
        copy(other.resolve(".berth/precomputed/ahead"), system, "changed");
        return new SystemBuilder(system)
                .endpoint("ahead", AHEAD)
                .endpoint("changed", AHEAD.replace("!", "?"))
                .path();
    }

    private static void copy(Path from, Path system, String endpoint) throws IOException {
        Path to = system.resolve(".berth/precomputed").resolve(endpoint);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static ServerOptions options() {
        return ServerOptions.defaults()
                .withPort(0)
                // No caller listens there: the spans are lost, and counted.
                .withTraces(TraceOptions.to(URI.create("http://127.0.0.1:9")))
                .withFeatures(ServingFeatureStore.feedingSource(Map.of()))
                .withServing(ServingOptions.defaults().withRuntimes(List.of(FAKE)));
    }

    /// The shipped configuration with the rules' minutes and hours made seconds, a second target at
    /// which nothing listens, and the crowded server.
    private static Path configuration() throws IOException {
        Files.writeString(
                folder.resolve("berth.rules.yml"),
                Files.readString(RULES.resolve("berth.rules.yml"))
                        .replaceAll("\\[(5m|30m|1h|6h)\\]", "[20s]")
                        .replaceAll("for: [0-9]+m", "for: 1s"));
        return Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(RULES.resolve("prometheus.yml"))
                                .replace("interval: 15s", "interval: 500ms")
                                .replace(
                                        "\"localhost:8080\"",
                                        "\"127.0.0.1:" + server.port() + "\", \"127.0.0.1:9\"")
                        + crowded.scrapeConfiguration());
    }

    @Test
    void rules_checkedByPromtool_areRight() {
        assertThat(PrometheusProgram.promtool(RULES, "check", "config", "prometheus.yml"))
                .contains("SUCCESS");
        assertThat(PrometheusProgram.promtool(RULES, "check", "rules", "berth.rules.yml"))
                .contains("SUCCESS");
        assertThat(PrometheusProgram.promtool(RULES, "test", "rules", "berth.rules.test.yml"))
                .contains("SUCCESS");
    }

    @Test
    void alerts_ofAServerInTrouble_fire() {
        var expected =
                List.of(
                        "BerthCertificateExpires",
                        "BerthCertificateExpiresSoon",
                        "BerthConnectionsNearLimit",
                        "BerthConnectionsRefused",
                        "BerthDown",
                        "BerthErrorBudgetBurnFast",
                        "BerthErrorBudgetBurnSlow",
                        "BerthFeaturesStale",
                        "BerthStreamIngestDown",
                        "BerthMaterializationFailed",
                        "BerthModelLoadFailed",
                        "BerthPrecomputedUnusable",
                        "BerthSloBurnFast",
                        "BerthSloBurnSlow",
                        "BerthRequestsRejected");
        Set<String> fired = new TreeSet<>();
        Await.until(
                expected + " fire",
                () -> {
                    trouble();
                    fired.addAll(prometheus.firing());
                    return fired.containsAll(expected);
                },
                () -> "fired: " + fired);
        assertThat(prometheus.firing()).doesNotContain("BerthMemoryHigh", "BerthQueueStuck");
    }

    @Test
    void queries_ofRulesAndDashboard_findSomething() throws IOException {
        cancelled();
        System.gc();
        Set<String> open = new TreeSet<>(expressions());
        assertThat(open).hasSizeGreaterThan(40);
        Await.until(
                "every query finds something",
                () -> {
                    trouble();
                    open.removeIf(PrometheusTest::isAnswered);
                    return open.isEmpty();
                },
                () -> String.join("\n", open));
    }

    /// Of a rule that alerts, which finds nothing in good times, all series that it names.
    private static boolean isAnswered(String expression) {
        JsonNode found = prometheus.query(expression);
        List<String> known = prometheus.metrics();
        Matcher names = METRIC.matcher(expression);
        boolean namesAreKnown = true;
        while (names.find()) {
            namesAreKnown &= known.contains(names.group());
        }
        return namesAreKnown && (!found.isEmpty() || expression.matches("(?s).*[<>=] .*"));
    }

    private static List<String> expressions() throws IOException {
        List<String> found = new ArrayList<>();
        JsonNode dashboard = RunningServer.json(Files.readString(DASHBOARD));
        dashboard
                .findValues("expr")
                .forEach(
                        expression ->
                                found.add(
                                        expression
                                                .asText()
                                                .replace("$__rate_interval", "20s")
                                                .replace("$job", "berth")
                                                .replaceAll("\\$(model|instance)", ".*")));
        Matcher rule =
                Pattern.compile("expr: (?:\\|\\n((?: {10,}.*\\n)+)|(.*)\\n)")
                        .matcher(Files.readString(folder.resolve("berth.rules.yml")));
        while (rule.find()) {
            found.add(rule.group(1) == null ? rule.group(2) : rule.group(1).strip());
        }
        return found;
    }

    /// One request each that is answered, fails in the engine, is refused, and is late.
    private static void trouble() {
        crowded.crowd();
        post("fake", "1");
        post("fake", "666");
        post("broken", "1");
        post("promising", "1");
        post("promising", "666");
        FAKE.runGate().shut();
        post("fake", "1", "berth-timeout-millis", "5");
        FAKE.runGate().open();
        lookUp("ahead");
        lookUp("changed");
    }

    private static void lookUp(String endpoint) {
        send(
                HttpRequest.newBuilder(uri("/v1/endpoints/" + endpoint + ":predict"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"ada\"}")));
    }

    private static void post(String model, String number, String... headers) {
        var request =
                HttpRequest.newBuilder(uri("/v2/models/" + model + "/infer"))
                        .POST(HttpRequest.BodyPublishers.ofString(ONE_ROW.formatted(number)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        send(request);
    }

    private static void send(HttpRequest.Builder request) {
        try {
            HTTP.send(request.build(), BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /// A caller that hangs up while its request is executed.
    private static void cancelled() throws IOException {
        FAKE.runGate().shut();
        String body = ONE_ROW.formatted("1");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v2/models/fake/infer HTTP/1.1\r\n"
                                            + "Host: localhost\r\n"
                                            + "Content-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            FAKE.runGate().awaitWaiting(1);
        }
        Await.until(
                "the caller's leaving is noticed",
                () -> prometheus.metrics().contains("berth_request_failures_total"),
                () -> "no berth_request_failures_total");
        FAKE.runGate().open();
    }
}
