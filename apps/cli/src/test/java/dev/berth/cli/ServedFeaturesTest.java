package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.up.UpCommand;
import dev.berth.features.kafka.Broker;
import dev.berth.server.BerthServer;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.FeatureDefinitionsBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Features on a server started like `berth up`: ingested from pushes and from a topic of a real
/// broker, materialized, and read over HTTP.
class ServedFeaturesTest {
    private static final String STREAM =
            "stream: {batch-source: {csv: orders.csv}, allowed-lateness: 1h}";

    private static final String ORDERS =
            """
            at,number,buyer,price
            2026-01-01T10:00:00Z,1,ann,1.5
            2026-01-01T11:00:00Z,2,bob,20
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path directory;

    private BerthServer start(String origin) throws IOException {
        write(origin);
        return serve();
    }

    private void write(String origin) {
        String features =
                new FeatureDefinitionsBuilder()
                        .entity("customer", "string")
                        .source(
                                "orders",
                                origin,
                                "at: timestamp, number: int64, buyer: string, price: float64",
                                "event-id-column: number")
                        .view("spending@1", "orders", "customer: buyer", OrdersSystem.SUM)
                        .text();
        new SystemBuilder(ScaleSystem.in(directory))
                .write("features/orders.yaml", features)
                .write("orders.csv", ORDERS);
    }

    private BerthServer serve() {
        var command = new UpCommand(new RecordedTerminal("").terminal());
        new CommandLine(command.spec()).parseArgs(directory.toString(), "--port", "0");
        return BerthServer.start(directory, command.options());
    }

    private static String event(int number, String buyer, double price) {
        return "{\"at\": \"%s\", \"number\": %d, \"buyer\": \"%s\", \"price\": %s}"
                .formatted(Instant.now(), number, buyer, price);
    }

    private String get(BerthServer server, String path) {
        return send(HttpRequest.newBuilder(server.address().resolve(path)).build());
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A customer's spending in the served rows.
    private String spent(BerthServer server, String customer) {
        URI read = server.address().resolve("/v1/features:read");
        String wanted =
                "{\"features\": [\"spending:sum\"], \"entities\": {\"customer\": [\"%s\"]}}"
                        .formatted(customer);
        String answer =
                send(
                        HttpRequest.newBuilder(read)
                                .POST(HttpRequest.BodyPublishers.ofString(wanted))
                                .build());
        return answer.replaceAll("(?s).*\"spending:sum\":([^}]*)}.*\"statuses\".*", "$1");
    }

    @Test
    void events_pushedByTheCommand_areReadOverHttp() throws IOException {
        try (BerthServer server = start(STREAM)) {
            Path events = directory.resolve("orders.ndjson");
            Files.writeString(
                    events,
                    event(3, "ann", 2.5)
                            + "\n"
                            + event(3, "ann", 2.5)
                            + "\n"
                            + event(4, "bob", 5)
                            + "\n{\"at\": 7}\n");
            Run run =
                    RecordedTerminal.run(
                            "features",
                            "push",
                            events.toString(),
                            "--server",
                            server.address().toString(),
                            "--source",
                            "orders");
            assertThat(run.out())
                    .as(run.err())
                    .isEqualTo("2 accepted, 1 duplicates, 1 malformed\n");
            assertThat(run.err()).contains("line 4");
            assertThat(spent(server, "ann")).isEqualTo("2.5");
            assertThat(spent(server, "bob")).isEqualTo("5.0");
        }
    }

    @Test
    void topic_ofARunningServer_isReadOverHttpAndMeasured() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("broker"));
        try (Broker broker = Broker.start(folder)) {
            broker.create("orders", 2);
            broker.send("orders", List.of(event(5, "ann", 1), event(6, "bob", 2)));
            try (BerthServer server =
                    start(
                            "stream: {kafka: {bootstrap-servers: \"%s\", topic: orders}}"
                                    .formatted(broker.address()))) {
                Await.until(() -> spent(server, "ann").equals("1.0"));
                broker.send("orders", List.of(event(7, "ann", 4)));
                Await.until(() -> spent(server, "ann").equals("5.0"));
                assertThat(spent(server, "bob")).isEqualTo("2.0");
                Await.until(
                        () ->
                                get(server, "/metrics")
                                        .contains(
                                                "berth_stream_ingest_lag_records{source=\"orders\"} 0.0"));
                assertThat(get(server, "/metrics"))
                        .contains(
                                "berth_stream_ingest_up{source=\"orders\"} 1.0",
                                "berth_stream_ingest_records_total{source=\"orders\"} 3.0",
                                "berth_feature_events_total{result=\"accepted\",source=\"orders\"}"
                                        + " 3.0");
            }
        }
    }

    @Test
    void views_materializedByTheServer_haveHistoryAndWhatWasPushed() throws IOException {
        try (BerthServer server = start(STREAM)) {
            Path events = directory.resolve("orders.ndjson");
            Files.writeString(events, event(3, "ann", 2.5) + "\n");
            String address = server.address().toString();
            RecordedTerminal.run(
                    "features",
                    "push",
                    events.toString(),
                    "--server",
                    address,
                    "--source",
                    "orders");

            Run here = RecordedTerminal.run("features", "materialize", directory.toString());
            assertThat(here.status()).isEqualTo(ProblemReport.STATUS_FAILED);
            assertThat(here.err()).contains("open already").contains("--server");

            Run there = RecordedTerminal.run("features", "materialize", "--server", address);
            assertThat(there.out())
                    .as(there.err())
                    .isEqualTo("spending@1: 2 rows of 2 events, in full\n");
            Await.until(() -> spent(server, "ann").equals("4.0"));
            assertThat(spent(server, "bob")).isEqualTo("20.0");
            Await.until(() -> get(server, "/v1/features").contains("materializedUntil"));

            Run listed = RecordedTerminal.run("features", "list", directory.toString());
            assertThat(listed.out()).contains("MATERIALIZED");
        }
    }

    @Test
    void views_ofFiles_areMaterializedByTheServerAndByCommandsInTurn() throws IOException {
        try (BerthServer server = start("csv: orders.csv")) {
            String address = server.address().toString();
            assertThat(RecordedTerminal.run("features", "materialize", "--server", address).out())
                    .isEqualTo("spending@1: 2 rows of 2 events, in full\n");
            Await.until(() -> spent(server, "ann").equals("1.5"));
            Files.writeString(
                    directory.resolve("orders.csv"), ORDERS + Instant.now() + ",3,ann,2\n");
            Run here = RecordedTerminal.run("features", "materialize", directory.toString());
            assertThat(here.out()).as(here.err()).startsWith("spending@1: 1 rows of 1 events");
            Await.until(() -> spent(server, "ann").equals("3.5"));
        }
    }

    @Test
    void view_thatFailsOnTheServer_isTold() throws IOException {
        try (BerthServer server = start("csv: orders.csv")) {
            Files.writeString(directory.resolve("orders.csv"), ORDERS.replace("price", "amount"));
            Run run =
                    RecordedTerminal.run(
                            "features", "materialize", "--server", server.address().toString());
            assertThat(run.status()).isEqualTo(ProblemReport.STATUS_FAILED);
            assertThat(run.err()).contains("price").contains("orders.csv");
            assertThat(get(server, "/metrics"))
                    .contains(
                            "berth_feature_materialization_last_failed{version=\"1\",view=\"spending\"}"
                                    + " 1.0");
        }
    }

    @Test
    void metrics_whileTheStoreHangs_areAnsweredAndSaySo() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            write("csv: orders.csv");
            Files.writeString(
                    directory.resolve("berth.yaml"),
                    "name: scale\nfeatures: {store: \"redis://127.0.0.1:%d\"}\n"
                            .formatted(silent.getLocalPort()));
            try (BerthServer hung = serve()) {
                assertThat(get(hung, "/metrics")).contains("berth_feature_store_up 0.0");
                assertThat(get(hung, "/v1/features")).contains("spending");
            }
        }
    }

    /// In a system without models, a version is added and one retired while the server runs.
    @Test
    void definitions_ofASystemWithFeaturesAlone_areFollowed() throws IOException {
        write("csv: orders.csv");
        delete(directory.resolve("models"));
        String system = directory.toString();
        assertThat(RecordedTerminal.run("features", "apply", system).err()).isEmpty();
        try (BerthServer server = serve()) {
            RecordedTerminal.run("features", "materialize", system);
            Await.until(() -> spent(server, "ann").equals("1.5"));
            Path file = directory.resolve("features/orders.yaml");
            Files.writeString(file, Files.readString(file).replace("version: 1", "version: 2"));
            Await.until(() -> get(server, "/v1/features").contains("spending@2:"));
            assertThat(spent(server, "ann")).as("of version 1").isEqualTo("1.5");
            RecordedTerminal.run("features", "materialize", system);

            assertThat(RecordedTerminal.run("features", "retire", system, "spending@1").err())
                    .isEmpty();

            Await.until(
                    "version 1 is gone",
                    () -> !get(server, "/v1/features").contains("spending@1:"),
                    () -> get(server, "/v1/features"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
