package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.console.ProblemReport;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// End-to-end test of the feature guides: features are described, published, materialized, served,
/// ingested, damaged, repaired, joined, changed and retired.
class DataEngineersDayTest {
    private static final String FIRST_READ =
            """
            {"features": ["spending:sum", "spending:by_item", "last_order:item", "visits:pages"],
             "entities": {"customer": ["ann", "zoe"]}}
            """;

    private static final String VERSION_2 =
            ShopSystem.FEATURES
                    .replace(
                            "version: 1\n    summary: What a customer spends",
                            "version: 2\n    summary: What a customer spends at most")
                    .replace("sum: {aggregate: sum", "sum: {aggregate: max");

    private static final int STATUS_OK = 200;
    private static final int STATUS_UNAVAILABLE = 503;

    /// Pushed events happen now; events older than the lateness count through the history.
    private final Instant now = Instant.now();

    @TempDir private Path directory;

    private ShopSystem shop;

    @BeforeEach
    void writeSystem() throws IOException {
        shop = ShopSystem.in(directory);
        shop.orders(
                "2025-11-01",
                "2025-11-01T10:00:00Z,ann,tea,1.5",
                "2025-11-01T11:00:00Z,bob,tea,20");
        shop.orders("2025-11-03", "2025-11-03T10:00:00Z,ann,milk,2.5");
    }

    /// One day in one system: each step builds on the previous ones.
    @Test
    void day_ofADataEngineer_goesAsTheGuideSays() throws IOException, SQLException {
        describe();
        applyWithErrors();
        apply();
        materialize();
        try (ServedSystem server = ServedSystem.start(directory)) {
            read(server);
            push(server);
            bringALateFile(server);
            damage(server);
        }
        truncateTables();
        try (ServedSystem server = ServedSystem.start(directory)) {
            readWhatIsLost(server);
            mend(server);
            join();
            save();
            describeVersion2(server);
            fillVersion2(server);
            retireVersion1(server);
        }
    }

    private void describe() {
        assertThat(RecordedTerminal.run("check", directory.toString()).out())
                .startsWith("no errors");
    }

    private void applyWithErrors() throws IOException {
        shop.describe(ShopSystem.FEATURES.replace("filter: price >", "filter: prise >"));
        assertThat(run("apply", "--dry-run").out())
                .contains("spending@1: not published")
                .doesNotContain("would be published");
        Run misspelt = run("apply");
        assertThat(misspelt.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(misspelt.err()).contains("shop.yaml:23", "large_2d/filter", "prise");
        shop.describe(
                ShopSystem.FEATURES.replace("upper(item)", "lag(item) over (order by \"at\")"));
        Run window = run("apply");
        assertThat(window.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(window.err()).contains("shop.yaml:24", "last_order@1", "row by row");
        assertThat(directory.resolve("features/published")).doesNotExist();
    }

    private void apply() throws IOException {
        shop.describe(ShopSystem.FEATURES);
        assertThat(done("apply"))
                .contains(
                        "+ basket@1: published",
                        "+ last_order@1: published",
                        "+ spending@1: published",
                        "+ visits@1: published");
        assertThat(directory.resolve("features/published/spending@1.yaml")).isRegularFile();
        assertThat(done("apply")).contains("nothing to do");
    }

    private void materialize() {
        assertThat(done("materialize"))
                .isEqualTo(
                        """
                        last_order@1: 2 rows of 3 events, in full; statistics of 2 entities
                        spending@1: 2 rows of 3 events, in full; statistics of 2 entities
                        visits@1: 2 rows of 2 events, in full; statistics of 2 entities
                        """);
        assertThat(got("spending:by_item", "customer=ann")).contains("{milk=2.5, tea=1.5}");
        assertThat(got("last_order:item", "customer=ann")).contains("MILK");
        assertThat(got("basket:share", "customer=ann", "total=8")).contains("2.0");
    }

    private static void read(ServedSystem server) {
        assertThat(readiness(server)).isEqualTo(STATUS_OK);
        assertThat(server.post("/v1/features:read", FIRST_READ).body())
                .contains(
                        "\"features\":[\"spending@1:sum\",\"spending@1:by_item\",\"last_order@1:item\",\"visits@1:pages\"]",
                        "{\"customer\":\"ann\",\"spending:sum\":4.0,\"spending:by_item\":{\"milk\":2.5,\"tea\":1.5},\"last_order:item\":\"MILK\",\"visits:pages\":1}",
                        "{\"customer\":\"zoe\",\"spending:sum\":null,\"spending:by_item\":null,\"last_order:item\":null,\"visits:pages\":0}");
        String feast =
                "{\"features\": [\"spending:sum\"], \"entities\": {\"customer\": [\"ann\", \"zoe\"]}}";
        assertThat(server.post("/get-online-features", feast).body())
                .contains(
                        "\"feature_names\":[\"customer\",\"sum\"]",
                        "\"values\":[4.0,null],\"statuses\":[\"PRESENT\",\"NOT_FOUND\"]");
        String people = "\"entities\": {\"giver\": [\"ann\"], \"taker\": [\"bob\"]}}";
        assertThat(server.post("/v1/features:read", "{\"service\": \"gift\", " + people).body())
                .contains("\"given\":4.0,\"taken\":20.0,\"item\":\"TEA\",\"pages\":1");
        assertThat(
                        server.post(
                                        "/get-online-features",
                                        "{\"feature_service\": \"gift\", " + people)
                                .body())
                .contains("\"given\",\"taken\",\"item\",\"pages\"");
    }

    private void push(ServedSystem server) {
        assertThat(server.post("/v1/features/clicks:push", events(event(3), event(3))).body())
                .startsWith("{\"accepted\":1,\"duplicates\":1,");
        assertThat(value(server, "visits:pages")).isEqualTo("2");
        String frame =
                """
                {"push_source_name": "clicks", "df": {"at": ["%s"], "number": [4], "visitor": ["ann"]}}
                """
                        .formatted(now);
        assertThat(server.post("/push", frame).statusCode()).isEqualTo(200);
        assertThat(value(server, "visits:pages")).isEqualTo("3");
    }

    private String event(int number) {
        return "{\"at\": \"%s\", \"number\": %d, \"visitor\": \"ann\"}".formatted(now, number);
    }

    private static String events(String... events) {
        return "{\"events\": [" + String.join(", ", events) + "]}";
    }

    private void bringALateFile(ServedSystem server) throws IOException {
        shop.orders("2025-11-02", "2025-11-02T10:00:00Z,ann,tea,6");
        assertThat(materialized(server, "--view", "spending"))
                .isEqualTo("spending@1: 1 rows of 3 events, with 1 that came late\n");
        Await.until("the late event", () -> value(server, "spending:sum").equals("10.0"));
        assertThat(value(server, "last_order:item")).isEqualTo("\"MILK\"");
    }

    /// Detected by a running server, which may have cached the rows.
    private void damage(ServedSystem server) throws IOException {
        truncateTables();
        Await.until("damage", () -> readiness(server) == STATUS_UNAVAILABLE);
        assertThat(server.get("/v2/health/ready").body()).contains("store-damaged", ".sst");
    }

    /// For a server without cached rows.
    private static void readWhatIsLost(ServedSystem server) {
        assertThat(readiness(server)).isEqualTo(STATUS_UNAVAILABLE);
        var refused = server.post("/v1/features:read", FIRST_READ);
        assertThat(refused.statusCode()).isEqualTo(STATUS_UNAVAILABLE);
        assertThat(refused.body()).contains("store-damaged", ".sst", "materialize");
    }

    /// Pushed events may be lost with the store, and count once when pushed again.
    private void mend(ServedSystem server) throws IOException {
        assertThat(materialized(server, "--full"))
                .contains("spending@1: 2 rows of 4 events, in full");
        Await.until("readiness", () -> readiness(server) == STATUS_OK);
        assertThat(value(server, "spending:sum")).isEqualTo("10.0");
        server.post("/v1/features/clicks:push", events(event(3), event(4)));
        assertThat(value(server, "visits:pages")).isEqualTo("3");
        assertThat(setAside()).hasSize(1);
    }

    private void join() throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(
                spine,
                """
                giver,taker,at
                ann,bob,2025-11-01T10:30:00Z
                ann,bob,2025-11-02T12:30:00Z
                bob,ann,2025-11-03T12:30:00Z
                """);
        List<String> byView = List.of("--view", "from=spending", "--view", "to=spending:sum");
        List<String> keys =
                List.of(
                        "--entity-columns",
                        "from.customer=giver",
                        "--entity-columns",
                        "to.customer=taker");
        joined(
                spine,
                "views.csv",
                Stream.concat(byView.stream(), keys.stream()).toArray(String[]::new));
        assertThat(Files.readAllLines(directory.resolve("views.csv")))
                .containsExactly(
                        "giver,taker,at,from__sum,from__by_item,from__large_2d,to__sum",
                        "ann,bob,2025-11-01T10:30:00Z,1.5,{tea=1.5},0,",
                        "ann,bob,2025-11-02T12:30:00Z,7.5,{tea=7.5},1,20.0",
                        "bob,ann,2025-11-03T12:30:00Z,20.0,{tea=20.0},0,10.0");
        joined(spine, "training.parquet", "--service", "gift");
    }

    /// The training set of the service, read by another program, and by another join.
    private void save() throws IOException, SQLException {
        assertThat(parquet(directory.resolve("training.parquet")))
                .containsExactly(
                        "ann,bob,2025-11-01T10:30:00Z,1.5,null,null,1",
                        "ann,bob,2025-11-02T12:30:00Z,7.5,20.0,TEA,1",
                        "bob,ann,2025-11-03T12:30:00Z,20.0,10.0,MILK,1");
        Path first = directory.resolve("views.csv");
        joined(first, "more.csv", "--view", "last_order", "--entity-columns", "customer=giver");
        assertThat(Files.readAllLines(directory.resolve("more.csv")))
                .containsExactly(
                        "giver,taker,at,from__sum,from__by_item,from__large_2d,to__sum,last_order__item",
                        "ann,bob,2025-11-01T10:30:00Z,1.5,{tea=1.5},0,,TEA",
                        "ann,bob,2025-11-02T12:30:00Z,7.5,{tea=7.5},1,20.0,TEA",
                        "bob,ann,2025-11-03T12:30:00Z,20.0,{tea=20.0},0,10.0,TEA");
    }

    private static List<String> parquet(Path file) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("FROM '" + file + "'")) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getObject(i)));
                }
                lines.add(String.join(",", values));
            }
        }
        return lines;
    }

    private void describeVersion2(ServedSystem server) throws IOException {
        shop.describe(VERSION_2);
        assertThat(done("apply")).contains("+ spending@2: published");
        Await.until("version 2", () -> server.get("/v1/features").body().contains("spending@2"));
        assertThat(value(server, "spending:sum")).as("of version 1").isEqualTo("10.0");
    }

    private void fillVersion2(ServedSystem server) {
        assertThat(materialized(server, "--view", "spending@2"))
                .isEqualTo("spending@2: 2 rows of 4 events, in full\n");
        Await.until("version 2", () -> value(server, "spending:sum").equals("6.0"));
        assertThat(value(server, "spending@1:sum")).isEqualTo("10.0");
    }

    private void retireVersion1(ServedSystem server) throws IOException {
        Run refused = run("retire", "spending@1");
        assertThat(refused.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(refused.err()).contains("basket@1", "service gift@1");
        shop.describe(
                VERSION_2
                        .replace("spending@1", "spending@2")
                        .replace("basket:\n    version: 1", "basket:\n    version: 2"));
        done("apply");
        done("retire", "basket@1");
        done("retire", "spending@1");
        Await.until("retirement", () -> !server.get("/v1/features").body().contains("spending@1"));
        String wanted =
                "{\"features\": [\"spending@1:sum\"], \"entities\": {\"customer\": [\"ann\"]}}";
        var read = server.post("/v1/features:read", wanted);
        assertThat(read.statusCode()).isEqualTo(404);
        assertThat(read.body()).contains("feature-not-found", "spending@2");
        assertThat(value(server, "spending:sum")).isEqualTo("6.0");
    }

    private void joined(Path spine, String to, String... options) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--spine",
                                spine.toString(),
                                "--timestamp-column",
                                "at",
                                "--output",
                                directory.resolve(to).toString()));
        all.addAll(List.of(options));
        done("join", all.toArray(String[]::new));
    }

    private void truncateTables() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".berth/features/online"))) {
            for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
                    channel.truncate(channel.size() / 2);
                } catch (NoSuchFileException merged) {
                    // A running store compacts at any time; a new one has the rows.
                    assertThat(table).doesNotExist();
                }
            }
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".berth/features"))) {
            return files.filter(file -> file.toString().contains("online.damaged-")).toList();
        }
    }

    private static int readiness(ServedSystem server) {
        return server.get("/v2/health/ready").statusCode();
    }

    private Run run(String command, String... options) {
        List<String> words = new ArrayList<>(List.of("features", command, directory.toString()));
        words.addAll(List.of(options));
        return RecordedTerminal.run(words.toArray(String[]::new));
    }

    /// The output of a command that must succeed.
    private String done(String command, String... options) {
        Run run = run(command, options);
        assertThat(run.status()).as(run.err()).isZero();
        return run.out();
    }

    private String got(String feature, String... keys) {
        List<String> options = new ArrayList<>(List.of("--feature", feature));
        for (String key : keys) {
            options.addAll(List.of("--entity", key));
        }
        return done("get", options.toArray(String[]::new));
    }

    private static String materialized(ServedSystem server, String... options) {
        List<String> words =
                new ArrayList<>(List.of("features", "materialize", "--server", server.address()));
        words.addAll(List.of(options));
        Run run = RecordedTerminal.run(words.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return run.out();
    }

    /// The value of a feature for ann, in JSON.
    private static String value(ServedSystem server, String feature) {
        String wanted =
                "{\"features\": [\"%s\"], \"entities\": {\"customer\": [\"ann\"]}}"
                        .formatted(feature);
        return server.post("/v1/features:read", wanted)
                .body()
                .replaceAll("(?s).*\"" + feature + "\":([^}]*)}.*\"statuses\".*", "$1");
    }
}
