package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.console.ProblemReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth features` on some orders.
class FeaturesCommandsTest {
    @TempDir private Path directory;

    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = OrdersSystem.in(directory);
    }

    @Test
    void view_materialized_isReadByKey() {
        Run materialized = RecordedTerminal.run("features", "materialize", system);
        assertThat(materialized.err()).isEmpty();
        assertThat(materialized.out())
                .isEqualTo("spending@1: 2 rows of 3 events, in full; statistics of 2 entities\n");

        Run read =
                RecordedTerminal.run(
                        "features",
                        "get",
                        system,
                        "--feature",
                        "spending@1:sum",
                        "--feature",
                        "spending:count_1d",
                        "--entity",
                        "customer=ann",
                        "--as-of",
                        "2026-11-01T12:30:00Z");
        assertThat(read.out())
                .isEqualTo("spending@1:sum = 4.0 (present)\nspending@1:count_1d = 2 (present)\n");
    }

    @Test
    void view_materializedAgain_hasNothingToAdd() {
        RecordedTerminal.run("features", "materialize", system);
        Run again = RecordedTerminal.run("features", "materialize", system, "--json");
        assertThat(again.out())
                .contains("\"view\":\"spending@1\"")
                .contains("\"events\":0")
                .contains("\"full\":false")
                .contains("\"entities\":2,\"sampled\":2");
    }

    @Test
    void view_withEventsThatCameLateOrWentOrWereCorrected_isMended() throws IOException {
        RecordedTerminal.run("features", "materialize", system);
        Path orders = directory.resolve("orders.csv");
        Files.writeString(orders, OrdersSystem.ORDERS + "2026-10-30T10:00:00Z,bob,1\n");
        assertThat(RecordedTerminal.run("features", "materialize", system).out())
                .startsWith("spending@1: 1 rows of 2 events, with 1 that came late;");
        assertThat(OrdersSystem.sumOfBob(system)).contains("21.0");

        Files.writeString(orders, OrdersSystem.ORDERS);
        assertThat(RecordedTerminal.run("features", "materialize", system).out())
                .startsWith("spending@1: 0 rows of 0 events; 1 events of before are gone: --full");
        assertThat(OrdersSystem.sumOfBob(system)).contains("21.0");

        Files.writeString(orders, OrdersSystem.ORDERS.replace("bob,20", "bob,22"));
        assertThat(RecordedTerminal.run("features", "materialize", system).out())
                .startsWith("spending@1: 0 rows of 0 events;");
        assertThat(
                        RecordedTerminal.run(
                                        "features",
                                        "materialize",
                                        system,
                                        "--from",
                                        "2026-11-01T00:00:00Z",
                                        "--until",
                                        "2026-11-01T00:00:00Z")
                                .out())
                .startsWith("spending@1: 2 rows of 3 events;");
        assertThat(OrdersSystem.sumOfBob(system)).contains("22.0");
    }

    @Test
    void times_areShownAsSuch() throws IOException {
        Path features = directory.resolve("features/orders.yaml");
        Files.writeString(
                features,
                Files.readString(features)
                        + """
                          latest:
                            version: 1
                            summary: The latest order
                            entities: {customer: buyer}
                            source: orders
                            features:
                              at: {meaning: when it was}
                          """
                                .indent(2));
        RecordedTerminal.run("features", "materialize", system);
        List<String> get =
                List.of(
                        "features",
                        "get",
                        system,
                        "--feature",
                        "latest:at",
                        "--entity",
                        "customer=ann");
        assertThat(RecordedTerminal.run(get.toArray(String[]::new)).out())
                .isEqualTo("latest@1:at = 2026-11-01T12:00:00Z (present)\n");
    }

    @Test
    void join_toLinesOfJson_hasAnObjectForEachRow() throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(spine, "customer,when\nann,2026-11-01T11:30:00Z\n");
        Path to = directory.resolve("training.jsonl");
        Run run =
                RecordedTerminal.run(
                        "features",
                        "join",
                        system,
                        "--spine",
                        spine.toString(),
                        "--timestamp-column",
                        "when",
                        "--output",
                        to.toString());
        assertThat(run.err()).isEmpty();
        assertThat(Files.readString(to))
                .isEqualTo(
                        "{\"customer\":\"ann\",\"when\":\"2026-11-01T11:30:00Z\",\"spending__sum\":1.5,"
                                + "\"spending__count_1d\":1}\n");
        Run failed =
                RecordedTerminal.run(
                        "features",
                        "join",
                        system,
                        "--spine",
                        spine.toString(),
                        "--timestamp-column",
                        "when",
                        "--output",
                        directory.resolve("none/training.csv").toString());
        assertThat(failed.err())
                .contains("name a file in a folder that is there, can be written, and has room");
    }

    @Test
    void show_beforeMaterializing_tellsThatThereAreNoStatistics() {
        Run run = RecordedTerminal.run("features", "show", system, "spending");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("statistics  none that can be read: no features are kept for");
    }

    @Test
    void show_afterMaterializing_hasStatistics() {
        RecordedTerminal.run("features", "materialize", system, "--until", "2026-11-01T11:30:00Z");
        RecordedTerminal.run("features", "materialize", system, "--until", "2026-11-01T12:30:00Z");
        Run run = RecordedTerminal.run("features", "show", system, "spending");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("statistics  as of 2026-11-01T12:30:00Z, taken ")
                .contains(", of 2 entities\n")
                .containsPattern("FEATURE +COUNT +MISSING +MEAN +MIN +P50 +MAX +VALUES\n")
                .containsPattern("\nsum +2 +0 % +12 +4 +4 +20 +█ {14}█\n");
        Run earlier =
                RecordedTerminal.run(
                        "features",
                        "show",
                        system,
                        "spending",
                        "--statistics",
                        "2026-11-01T11:30:00Z",
                        "--json");
        assertThat(earlier.out())
                .contains("\"instants\":[\"2026-11-01T11:30:00Z\",\"2026-11-01T12:30:00Z\"]")
                .contains("\"until\":\"2026-11-01T11:30:00Z\"")
                .contains("\"min\":1.5,\"mean\":10.75,\"max\":20.0");
        Run never =
                RecordedTerminal.run(
                        "features", "show", system, "spending", "--statistics", "yesterday");
        assertThat(never.err())
                .contains("as of 'yesterday'")
                .contains("2026-11-01T11:30:00Z, 2026-11-01T12:30:00Z");
    }

    /// As the origin and the destination of a flight.
    @Test
    void join_ofAViewByTwoKeys_hasItUnderTwoNames() throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(
                spine,
                "giver,taker,when\nann,bob,2026-11-01T11:30:00Z\nbob,ann,2026-11-01T13:00:00Z\n");
        Path to = directory.resolve("training.csv");
        List<String> join =
                List.of(
                        "features",
                        "join",
                        system,
                        "--spine",
                        spine.toString(),
                        "--timestamp-column",
                        "when",
                        "--output",
                        to.toString(),
                        "--view",
                        "from=spending:sum",
                        "--view",
                        "to=spending@1:sum",
                        "--entity-columns",
                        "from.customer=giver");
        List<String> both = new ArrayList<>(join);
        both.addAll(List.of("--entity-columns", "to.customer=taker"));
        Run run = RecordedTerminal.run(both.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(to))
                .isEqualTo(
                        """
                        giver,taker,when,from__sum,to__sum
                        ann,bob,2026-11-01T11:30:00Z,1.5,20.0
                        bob,ann,2026-11-01T13:00:00Z,20.0,4.0
                        """);

        List<String> wrong = new ArrayList<>(join);
        wrong.addAll(List.of("--entity-columns", "too.customer=taker"));
        assertThat(RecordedTerminal.run(wrong.toArray(String[]::new)).err())
                .contains("'too' is no view that is joined by that name", "[from, to]");
    }

    @Test
    void join_addsWhatWasKnownAtTheTimeOfEachRow() throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(
                spine,
                """
                who,when
                ann,2026-11-01T11:30:00Z
                ann,2026-11-01T12:00:00Z
                zoe,2026-11-01T12:00:00Z
                """);
        Path output = directory.resolve("training.csv");
        Run run =
                RecordedTerminal.run(
                        "features",
                        "join",
                        system,
                        "--spine",
                        spine.toString(),
                        "--timestamp-column",
                        "when",
                        "--entity-columns",
                        "customer=who",
                        "--output",
                        output.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("3 rows in " + output + "\n");
        List<String> lines = Files.readAllLines(output);
        assertThat(lines.getFirst()).isEqualTo("who,when,spending__sum,spending__count_1d");
        assertThat(lines.subList(1, 4))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("ann,").endsWith(",1.5,1"),
                        line -> assertThat(line).startsWith("ann,").endsWith(",4.0,2"),
                        line -> assertThat(line).startsWith("zoe,").endsWith(",,0"));
    }

    /// Times of a CSV spine are texts and stay so; an Arrow spine must have timestamps.
    @Test
    void join_toArrow_keepsTheColumnsOfTheSpine() throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(spine, "who,when\nann,2026-11-01T12:00:00Z\n");
        Path training = directory.resolve("training.arrow");
        Run run = join(spine, "spending:sum", training);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("1 rows in " + training + "\n");
        assertThat(new String(Files.readAllBytes(training), StandardCharsets.ISO_8859_1))
                .startsWith("ARROW1")
                .contains("who", "when", "spending__sum")
                .endsWith("ARROW1");
        Path second = directory.resolve("second.csv");
        assertThat(join(training, "spending:count_1d", second).err())
                .contains("column 'when' of the spine is of type VARCHAR");
    }

    private Run join(Path spine, String view, Path output) {
        return RecordedTerminal.run(
                "features",
                "join",
                system,
                "--spine",
                spine.toString(),
                "--timestamp-column",
                "when",
                "--entity-columns",
                "customer=who",
                "--view",
                view,
                "--output",
                output.toString());
    }

    @Test
    void events_pushed_countBesideTheHistory() throws IOException {
        Files.writeString(
                directory.resolve("features/orders.yaml"),
                OrdersSystem.FEATURES.replace(
                        "csv: orders.csv",
                        "stream: {batch-source: {csv: orders.csv}, allowed-lateness: 1h}"));
        RecordedTerminal.run("features", "materialize", system, "--until", "2026-11-01T11:30:00Z");
        Path events = directory.resolve("orders.ndjson");
        Files.writeString(
                events,
                """
                {"at": "2026-11-01T11:00:00Z", "buyer": "bob", "price": 20}
                {"at": "2026-11-01T12:00:00Z", "buyer": "ann", "price": 2.5}
                {"at": "2026-11-01T12:00:00Z", "price": 2.5}
                {"at": "2026-11-01T12:00:00Z", "buyer": "ann", "price": "dear"}
                """);
        Run pushed =
                RecordedTerminal.run(
                        "features", "push", system, events.toString(), "--source", "orders");
        assertThat(pushed.out())
                .isEqualTo("1 accepted, 1 in history, 1 without key, 1 malformed\n");
        assertThat(pushed.err()).contains("line 4.price: 'dear' (expected: float64, finite");
        assertThat(spentByAnn()).isEqualTo("spending@1:sum = 4.0 (present)\n");
        Run again = RecordedTerminal.run("features", "materialize", system);
        assertThat(again.out())
                .isEqualTo("spending@1: 2 rows of 3 events, in full; statistics of 2 entities\n");
        assertThat(spentByAnn()).isEqualTo("spending@1:sum = 4.0 (present)\n");
    }

    private String spentByAnn() {
        return RecordedTerminal.run(
                        "features",
                        "get",
                        system,
                        "--feature",
                        "spending@1:sum",
                        "--entity",
                        "customer=ann")
                .out();
    }

    @Test
    void view_ofAStreamWithoutHistory_isLeftOutUnlessItIsNamed() throws IOException {
        Files.writeString(
                directory.resolve("features/orders.yaml"),
                OrdersSystem.FEATURES.replace("csv: orders.csv", "stream: {allowed-lateness: 1h}"));
        Run all = RecordedTerminal.run("features", "materialize", system);
        assertThat(all.status()).isZero();
        assertThat(all.err()).contains("spending@1 is fed alone");
        Run named = RecordedTerminal.run("features", "materialize", system, "--view", "spending");
        assertThat(named.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(named.err()).contains("without `batch-source`");
    }

    @Test
    void events_ofFiles_areNotPushed() throws IOException {
        Path events = directory.resolve("orders.ndjson");
        Files.writeString(events, "{}\n");
        Run run =
                RecordedTerminal.run(
                        "features", "push", system, events.toString(), "--source", "orders");
        assertThat(run.err()).contains("lie in files or tables").contains("materialize");
    }

    @Test
    void store_neverFilled_isTold() {
        Run run =
                RecordedTerminal.run(
                        "features",
                        "get",
                        system,
                        "--feature",
                        "spending@1:sum",
                        "--entity",
                        "customer=ann");
        assertThat(run.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(run.err()).contains("berth features materialize");
    }

    @Test
    void column_thatIsGone_isTold() throws IOException {
        Files.writeString(
                directory.resolve("orders.csv"), OrdersSystem.ORDERS.replace("price", "amount"));
        Run run = RecordedTerminal.run("features", "materialize", system);
        assertThat(run.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(run.err()).contains("price").contains("orders.csv");
    }

    @Test
    void view_misspelt_isTold() {
        Run run = RecordedTerminal.run("features", "materialize", system, "--view", "spendign@1");
        assertThat(run.err()).contains("did you mean 'spending@1'?");
    }
}
