package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.cli.console.ProblemReport;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of `berth features apply`, `list`, `show`, `retire` and `lineage`.
class FeatureVersionCommandsTest {
    private static final String FEATURES =
            """
            entities:
              customer: {type: string, meaning: who buys}
            sources:
              orders:
                csv: orders.csv
                timestamp-column: at
                columns: {at: timestamp, buyer: string, price: float64}
            views:
              spending:
                version: 1
                summary: What a customer spends
                owner: Sales
                entities: {customer: buyer}
                source: orders
                features:
                  sum: {aggregate: sum, input-column: price, window: unbounded, unit: EUR, meaning: all that was spent}
                  count_1d: {aggregate: count, window: 1d, meaning: orders of a day}
            on-demand:
              shares:
                version: 1
                summary: Shares of what was spent
                inputs: {total: float64}
                views: {spent: {view: spending@1}}
                features:
                  share: {type: float64, expression: spent.sum / request.total, meaning: a share}
            """;

    @TempDir private Path directory;

    private String system = "";

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        new SystemBuilder(directory)
                .write("orders.csv", "at,buyer,price\n")
                .edit(
                        "models/double/1/model.yaml",
                        text -> text + "features: {inputs: {x: \"spending@1:sum\"}}\n")
                .endpoint("answer", "steps: {it: {model: double}}\n");
        write(FEATURES);
    }

    private void write(String features) {
        new SystemBuilder(directory).write("features/orders.yaml", features);
    }

    private Run run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("features", command, system));
        arguments.addAll(List.of(more));
        return RecordedTerminal.run(arguments.toArray(String[]::new));
    }

    @Test
    void apply_dryRun_tellsAndChangesNothing() {
        Run run = run("apply", "--dry-run");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("+ shares@1: would be published", "+ spending@1: would be published")
                .contains("spending@1.yaml, digest ")
                .endsWith("0 versions as they were\n");
        assertThat(directory.resolve("features/published")).doesNotExist();
    }

    @Test
    void apply_publishesOnce() {
        assertThat(run("apply").out()).contains("+ spending@1: published");
        assertThat(directory.resolve("features/published/spending@1.yaml")).isRegularFile();
        assertThat(run("apply").out()).isEqualTo("2 versions as they were, nothing to do\n");
        assertThat(RecordedTerminal.run("check", system).status()).isZero();
    }

    @Test
    void apply_ofAChangedVersion_isRefusedWithWhatDiffers() throws IOException {
        run("apply");
        write(FEATURES.replace("window: 1d", "window: 2d"));
        for (String option : List.of("--dry-run", "--json")) {
            Run run = run("apply", option);
            assertThat(run.status()).isEqualTo(ProblemReport.STATUS_FAILED);
            assertThat(run.out())
                    .contains(
                            "features/count_1d/window: sliding 2d tiles 1h, published as sliding 1d"
                                    + " tiles 1h");
            assertThat(run.err()).contains("make it version 2");
        }
        assertThat(RecordedTerminal.run("check", system).out()).contains("make it version 2");
    }

    private static final String FROM = "source: orders";

    private static String withSql(String sql) {
        return FROM
                + "\n    sql: '"
                + sql.replace("'", "''")
                + "'\n    columns: {at: timestamp, buyer: string, price: float64}";
    }

    /// Views that would be published but cannot be computed, because of an expression, SQL, or the
    /// source.
    static Stream<Arguments> uncomputable() {
        return Stream.of(
                Arguments.of(
                        "aggregate: count,",
                        "aggregate: count, filter: prise > 1.0,",
                        "filter 'prise > 1.0'"),
                Arguments.of(FROM, withSql("selec nonsense"), "syntax error"),
                Arguments.of(
                        FROM, withSql("SELECT \"at\", buyer FROM orders"), "no column 'price'"),
                Arguments.of(
                        FROM,
                        withSql("SELECT \"at\", buyer, 1.5 * amount AS price FROM orders"),
                        "\"amount\" not found"),
                Arguments.of(
                        FROM,
                        withSql("SELECT \"at\", buyer, buyer AS price FROM orders"),
                        "gives column 'price' as VARCHAR"),
                Arguments.of(
                        FROM,
                        withSql("SELECT \"at\", buyer, price / buyer::INT AS price FROM orders"),
                        "Could not convert string 'ann'"),
                Arguments.of("columns: {at", "columns: {when: timestamp, at", "no column 'when'"));
    }

    @ParameterizedTest
    @MethodSource("uncomputable")
    void apply_ofWhatCannotBeComputed_isRefused(String sound, String broken, String message)
            throws IOException {
        Files.writeString(
                directory.resolve("orders.csv"),
                "at,buyer,price\n2026-11-01T10:00:00Z,ann,1.5\n2026-11-01T11:00:00Z,bob,2\n");
        write(FEATURES.replace(sound, broken));

        for (String option : List.of("--dry-run", "--json")) {
            Run run = run("apply", option);
            assertThat(run.status()).as(run.err()).isEqualTo(ProblemReport.STATUS_FAILED);
            assertThat(run.err()).contains("orders.yaml:", message, "nothing is published while");
        }
        assertThat(run("apply").out()).contains("+ spending@1: not published");
        assertThat(directory.resolve("features/published")).doesNotExist();
        assertThat(RecordedTerminal.run("check", system).out()).contains(message);

        write(FEATURES);
        assertThat(run("apply").out()).contains("+ spending@1: published");
    }

    @Test
    void apply_whereTheSourceCannotBeRead_isRefusedUnlessAskedFor() throws IOException {
        Files.delete(directory.resolve("orders.csv"));
        Run refused = run("apply");
        assertThat(refused.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(refused.err()).contains("no file is at orders.csv", "--without-data");
        assertThat(RecordedTerminal.run("check", system).out())
                .contains("warning: no file is at orders.csv", "no errors, 1 warning");
        assertThat(RecordedTerminal.run("check", system, "--skip-load").out())
                .contains("no errors, no warnings");

        assertThat(run("apply", "--without-data").out()).contains("+ spending@1: published");
    }

    @Test
    void list_hasEveryVersionWithItsState() throws IOException {
        run("apply");
        write(FEATURES.replace("version: 1\n    summary: What", "version: 2\n    summary: What"));
        assertThat(run("list").out())
                .isEqualTo(
                        """
                        VIEW        KIND       ENTITIES  FEATURES       OWNER  STATE        MODELS
                        shares@1    on-demand            share                 published         0
                        spending@1  stored     customer  sum, count_1d  Sales  orphaned          1
                        spending@2  stored     customer  sum, count_1d  Sales  unpublished       0
                        """);
        assertThat(run("list", "--json").out())
                .contains("\"view\":\"spending@1\"", "\"state\":\"orphaned\"", "\"models\":1");
    }

    @Test
    void show_tellsEverythingOfAView() {
        run("apply");
        assertThat(run("show", "spending").out())
                .contains(
                        "view       spending@1\n",
                        "state      published, published 20",
                        "owner      Sales\n",
                        "entity     customer: key customer (string), column buyer\n",
                        "sum       float64  EUR            sum of price, all time",
                        "count, last 1d in tiles of 1h",
                        "read by    on-demand view shares@1, model double@1\n");
        assertThat(run("show", "shares@1").out())
                .contains("reads      spending@1 as spent", "spent.sum / request.total");
        assertThat(run("show", "spending@1", "--definition").out())
                .startsWith("form = berth feature view 1\nview = spending@1\n");
        assertThat(run("show", "spendign@1").err()).contains("did you mean 'spending@1'?");
    }

    @Test
    void retire_isRefusedWhileItIsDescribedOrRead() throws IOException {
        run("apply");
        assertThat(run("retire", "spending@1").err()).contains("is described in", "orders.yaml:");
        write(FEATURES.replace("version: 1\n    summary: What", "version: 2\n    summary: What"));
        assertThat(run("retire", "spending@1").err())
                .contains("needed by on-demand view shares@1, model double@1");
        write(
                FEATURES.replace("version: 1\n    summary: What", "version: 2\n    summary: What")
                        .replace("version: 1", "version: 2")
                        .replace("spending@1", "spending@2"));
        ScaleSystem.edit(directory, "spending@1", "spending@2");
        assertThat(run("retire", "spending@1").err()).contains("needed by on-demand view shares@1");

        assertThat(run("retire", "shares@1").status()).isZero();
        Run retired = run("retire", "spending@1");

        assertThat(retired.err()).isEmpty();
        assertThat(retired.out()).contains("spending@1 is retired");
        assertThat(run("list").out()).containsPattern("spending@1 .* retired");
        assertThat(run("show", "spending@1", "--definition").err())
                .contains("spending@1 is retired");
        assertThat(RecordedTerminal.run("check", system).status()).isZero();
    }

    @Test
    void check_listsEveryExpressionThatCannotBeCompiled() throws IOException {
        write(
                FEATURES.replace("aggregate: count,", "aggregate: count, filter: prise > 1.0,")
                        .replace("spent.sum / request.total", "spent.sum / request.totl"));
        Run run = RecordedTerminal.run("check", system, "--skip-load");
        assertThat(run.status()).isEqualTo(ProblemReport.STATUS_FAILED);
        assertThat(run.out())
                .contains("orders.yaml:17: error: ", "filter 'prise > 1.0'")
                .contains("orders.yaml:25: error: ", "spent.sum / request.totl");
    }

    @Test
    void init_fromAFileWithoutTimes_saysWhatIsMissing() throws IOException {
        Path data = directory.resolve("numbers.csv");
        Files.writeString(data, "a,b\n1,2\n");
        Run run = run("init", "--source", data.toString());
        assertThat(run.status()).isEqualTo(ProblemReport.STATUS_USAGE);
        assertThat(run.err()).contains("expected: one with times", "features/numbers.yaml by hand");
        assertThat(directory.resolve("features/numbers.yaml")).doesNotExist();
    }

    /// Invalid names have aliases, which all other places use.
    @Test
    void columns_withSpacesAndOtherLetters_haveAliases() throws IOException {
        Files.delete(directory.resolve("features/orders.yaml"));
        Path data = directory.resolve("sales.csv");
        Files.writeString(
                data,
                "Zeit,Straße & Ort,price in €\n2026-11-01T10:00:00Z,a,1.5\n2026-11-01T11:00:00Z,a,2\n");
        run("init", "--source", data.toString());
        Path file = directory.resolve("features/sales.yaml");
        assertThat(Files.readString(file))
                .contains("Strasse_Ort: \"Straße & Ort\"", "price_in: \"price in €\"")
                .contains("price_in_mean_7d: {aggregate: mean, input-column: price_in");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "mean, input-column: price_in,",
                                "mean, input-column: price_in, filter: price_in < 2.0,")
                        .replace("window: 7d", "window: unbounded"));
        ScaleSystem.edit(directory, "spending@1:sum", "sales@1:price_in_mean_7d");
        assertThat(run("apply").err()).isEmpty();
        assertThat(Files.readString(directory.resolve("features/published/sales@1.yaml")))
                .contains("price in €");
        run("materialize");
        assertThat(
                        run(
                                        "get",
                                        "--feature",
                                        "sales:price_in_mean_7d",
                                        "--entity",
                                        "Strasse_Ort=a")
                                .out())
                .contains("1.5");
        assertThat(RecordedTerminal.run("check", system).out()).startsWith("no errors");

        Files.writeString(file, Files.readString(file).replace("price in €", "preis"));
        assertThat(run("apply").err()).contains("make it version 2");
    }

    @Test
    void init_fromAFile_describesItsColumns() throws IOException {
        Path data = directory.resolve("data/daily sales.csv");
        Files.createDirectories(data.getParent());
        Files.writeString(
                data, "day,shop,amount,the rest\n2026-11-01,a,1.5,x\n2026-11-02,b,2.5,y\n");
        Run run = run("init", "--source", data.toString());
        Path file = directory.resolve("features/daily_sales.yaml");
        assertThat(run.out()).isEqualTo(file + "\n");
        assertThat(Files.readString(file))
                .contains(
                        "csv: \"data/daily sales.csv\"",
                        "timestamp-column: day",
                        "shop: {type: string,",
                        "amount_mean_7d: {aggregate: mean, input-column: amount",
                        "aliases:\n      the_rest: \"the rest\"\n");
        assertThat(RecordedTerminal.run("check", system).status()).isZero();
        assertThat(run("materialize", "--view", "daily_sales").out())
                .isEqualTo(
                        "daily_sales@1: 2 rows of 2 events, in full; statistics of 2 entities\n");

        String before = Files.readString(file);
        assertThat(run("init", "--source", data.toString()).err()).contains("is there already");
        assertThat(file).hasContent(before);
    }

    @Test
    void init_withoutAFile_writesAnExample() throws IOException {
        Path file = directory.resolve("features/example.yaml");
        Files.delete(directory.resolve("features/orders.yaml"));
        ScaleSystem.edit(directory, "spending@1:sum", "orders@1:price_mean_7d");
        assertThat(run("init").status()).isZero();
        assertThat(file).isRegularFile();
        assertThat(RecordedTerminal.run("check", system).out()).contains("no errors");
        assertThat(run("init").err()).contains("is there already");
    }

    @Test
    void keptVersion_isMaterializedAndJoinedBesideTheNext() throws IOException {
        run("apply");
        write(
                FEATURES.replace("version: 1\n    summary: What", "version: 2\n    summary: What")
                        .replace("aggregate: sum,", "aggregate: max,"));
        Files.writeString(
                directory.resolve("orders.csv"),
                "at,buyer,price\n2026-11-01T10:00:00Z,ann,1.5\n2026-11-01T11:00:00Z,ann,2\n");
        assertThat(run("materialize").out())
                .isEqualTo(
                        """
                        spending@1: 1 rows of 2 events, in full; statistics of 1 entities
                        spending@2: 1 rows of 2 events, in full; statistics of 1 entities
                        """);
        assertThat(joined()).startsWith("customer,when,spending__sum,spending__count_1d\n");
        assertThat(joined("--view", "spending@1:sum", "--view", "spending@2:sum"))
                .startsWith("customer,when,spending_1__sum,spending_2__sum\n")
                .endsWith(",3.5,2.0\n");
    }

    /// A newly described version changes nothing for callers that name none, until it has rows.
    @Test
    void version_isTheLatestWhenItIsFilled() throws IOException {
        Files.writeString(
                directory.resolve("orders.csv"),
                "at,buyer,price\n2026-11-01T10:00:00Z,ann,1.5\n2026-11-01T11:00:00Z,ann,2\n");
        run("apply");
        run("materialize");
        write(
                FEATURES.replace("version: 1\n    summary: What", "version: 2\n    summary: What")
                        .replace("aggregate: sum,", "aggregate: max,"));
        List<String> read = List.of("--feature", "spending:sum", "--entity", "customer=ann");
        assertThat(run("get", read.toArray(String[]::new)).out()).contains("3.5");

        run("materialize", "--view", "spending@2");

        assertThat(run("get", read.toArray(String[]::new)).out()).contains("spending@2", "2.0");
    }

    @Test
    void retiredVersion_isTakenOutOfTheStoreByTheNextMaterialization() throws IOException {
        run("apply");
        Files.writeString(
                directory.resolve("orders.csv"),
                "at,buyer,price\n2026-11-01T10:00:00Z,ann,1.5\n2026-11-01T11:00:00Z,ann,2\n");
        run("materialize");
        write(FEATURES.replace("version: 1", "version: 2").replace("spending@1", "spending@2"));
        ScaleSystem.edit(directory, "spending@1", "spending@2");
        run("retire", "shares@1");
        run("retire", "spending@1");

        Run next = run("materialize");

        assertThat(next.out()).startsWith("spending@2: 1 rows of 2 events").hasLineCount(1);
        assertThat(next.err()).contains("spending@1 is retired: nothing is kept of it any more");
        assertThat(run("materialize").err()).doesNotContain("retired");
        assertThat(run("get", "--feature", "spending@2:sum", "--entity", "customer=ann").out())
                .contains("3.5");
    }

    private String joined(String... more) throws IOException {
        Path spine = directory.resolve("spine.csv");
        Files.writeString(spine, "customer,when\nann,2026-11-01T12:00:00Z\n");
        Path output = directory.resolve("training.csv");
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--spine",
                                spine.toString(),
                                "--timestamp-column",
                                "when",
                                "--output",
                                output.toString()));
        options.addAll(List.of(more));
        assertThat(run("join", options.toArray(String[]::new)).err())
                .matches("(berth: shares@1 is left out: .* no column 'total'\n)?");
        return Files.readString(output);
    }

    @Test
    void lineage_ofAll_isATreeFromSources() {
        assertThat(run("lineage").out())
                .isEqualTo(
                        """
                        source orders
                        └─ view spending@1
                           ├─ on-demand view shares@1: sum
                           └─ model double@1: sum
                              └─ endpoint answer
                        """);
    }

    @Test
    void lineage_ofOne_looksBothWays() {
        assertThat(run("lineage", "double").out())
                .isEqualTo(
                        """
                        model double@1
                        depends on
                        └─ view spending@1: sum
                           └─ source orders
                        is needed by
                        └─ endpoint answer
                        """);
        assertThat(run("lineage", "spending@1:count_1d", "--downstream").out())
                .isEqualTo("view spending@1:count_1d\nis needed by\n└─ nothing\n");
        assertThat(run("lineage", "endpoint:answer", "--upstream").out())
                .startsWith("endpoint answer\ndepends on\n└─ model double@1\n");
    }

    @Test
    void lineage_isDrawnAndWritten() throws IOException {
        assertThat(run("lineage", "--format", "mermaid").out())
                .startsWith("flowchart TB\n")
                .contains("-->|\"sum\"|");
        assertThat(run("lineage", "--format", "json").out())
                .contains("{\"kind\":\"on-demand\",\"name\":\"shares@1\"}");
        Path file = directory.resolve("lineage.svg");
        run("lineage", "orders", "--format", "svg", "--output", file.toString());
        assertThat(Files.readString(file)).startsWith("<svg").contains("spending@1");
    }

    @Test
    void lineage_ofWhatIsNotThere_guesses() {
        assertThat(run("lineage", "anser").err()).contains("did you mean 'answer'?");
    }
}
