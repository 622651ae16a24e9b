package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth features join` with on-demand views.
class OnDemandJoinTest {
    private static final String FEATURES =
            """
            entities:
              customer: {type: string, meaning: who buys}
            sources:
              orders:
                csv: orders.csv
                timestamp-column: at
                columns: {at: timestamp, buyer: string, item: string, price: float64}
            views:
              spending:
                version: 1
                summary: What a customer spends
                entities: {customer: buyer}
                source: orders
                features:
                  sum: {aggregate: sum, input-column: price, window: unbounded, meaning: all that was spent}
                  items: {aggregate: sum, input-column: price, bucket-by: item, window: unbounded, meaning: on what}
            on-demand:
              basket:
                version: 1
                summary: What is in a basket
                inputs: {price: float32, pieces: int32, time: timestamp}
                views: {there: {view: spending@1, keys: {customer: buyer}}}
                features:
                  hour: {type: int64, expression: request.time.getHours(), meaning: when it is}
                  each: {type: float64, expression: request.price / double(request.pieces), default: -1, meaning: the price of a piece}
                  more: {type: bool, expression: request.price > there.sum, meaning: whether it is more than all before}
                  tea: {type: float64, expression: "there.items['tea']", default: 0, meaning: what was spent on tea}
              weather:
                version: 1
                summary: What the weather says
                inputs: {degrees: float64}
                features:
                  cold: {type: bool, expression: request.degrees < 0.0, meaning: whether it freezes}
            """;

    private static final String SPINE =
            """
            buyer,time,price,pieces
            ann,2026-11-01T11:30:00Z,2,3
            ann,2026-11-01T12:00:00Z,0.1,
            ann,2026-11-01T09:00:00Z,1,0
            zoe,2026-11-02T23:00:00Z,,1
            """;

    @TempDir private Path directory;

    private String system = "";
    private Path output = Path.of("");

    @BeforeEach
    void writeSystem() throws IOException {
        system = ScaleSystem.in(directory).toString();
        output = directory.resolve("training.csv");
        Files.createDirectories(directory.resolve("features"));
        describe(FEATURES);
        Files.writeString(
                directory.resolve("orders.csv"),
                """
                at,buyer,item,price
                2026-11-01T10:00:00Z,ann,tea,1.5
                2026-11-01T11:00:00Z,bob,tea,20
                2026-11-01T12:00:00Z,ann,milk,2.5
                """);
    }

    private void describe(String features) throws IOException {
        Files.writeString(directory.resolve("features/orders.yaml"), features);
    }

    private Run join(String spine, String content, String... options) throws IOException {
        Path file = directory.resolve(spine);
        Files.writeString(file, content);
        List<String> words =
                new ArrayList<>(List.of("features", "join", system, "--spine", file.toString()));
        words.addAll(List.of("--timestamp-column", "time", "--output", output.toString()));
        words.addAll(List.of(options));
        return RecordedTerminal.run(words.toArray(String[]::new));
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    @Test
    void onDemand_named_hasWhatIsWorthItAtTheTimeOfEachRow() throws IOException {
        Run run =
                join("spine.csv", SPINE, "--view", "basket", "--entity-columns", "customer=buyer");
        assertThat(run.err()).isEmpty();
        assertThat(lines())
                .containsExactly(
                        "buyer,time,price,pieces,basket__hour,basket__each,basket__more,basket__tea",
                        "ann,2026-11-01T11:30:00Z,2.0,3,11,0.6666666666666666,true,1.5",
                        "ann,2026-11-01T12:00:00Z,0.1,,12,-1.0,false,1.5",
                        "ann,2026-11-01T09:00:00Z,1.0,0,9,inf,,0.0",
                        "zoe,2026-11-02T23:00:00Z,,1,23,-1.0,,0.0");
    }

    @Test
    void onDemand_oneFeature_needsNothingElse() throws IOException {
        Run run =
                join(
                        "spine.csv",
                        "number,time,departure\n1,2026-11-01,2026-11-01 13:00:00\n",
                        "--view",
                        "basket@1:hour",
                        "--entity-columns",
                        "time=departure");
        assertThat(run.err()).isEmpty();
        assertThat(lines())
                .containsExactly(
                        "number,time,departure,basket__hour",
                        "1,2026-11-01,2026-11-01 13:00:00,13");
    }

    @Test
    void views_notNamed_areThoseThatTheSpineHasInputsFor() throws IOException {
        Run run = join("spine.csv", SPINE, "--entity-columns", "customer=buyer");
        assertThat(run.err())
                .startsWith("berth: weather@1 is left out: the spine ")
                .contains("no column 'degrees'");
        assertThat(lines().getFirst())
                .isEqualTo(
                        "buyer,time,price,pieces,spending__sum,spending__items,basket__hour,"
                                + "basket__each,basket__more,basket__tea");
    }

    @Test
    void onDemand_withoutAColumn_isRefused() throws IOException {
        Run run =
                join(
                        "spine.csv",
                        "buyer,time,prices,pieces\nann,2026-11-01,1,1\n",
                        "--view",
                        "basket");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no column 'price'", "did you mean 'prices'?");
        assertThat(output).doesNotExist();
    }

    @Test
    void onDemand_columnOfAnotherType_isRefused() throws IOException {
        Run run =
                join(
                        "spine.jsonl",
                        """
                        {"buyer": "ann", "time": "2026-11-01T11:30:00Z", "price": 1, "pieces": 1.5}
                        """,
                        "--view",
                        "basket:each");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("'pieces'", "DOUBLE", "int32, an input of basket@1");
    }

    @Test
    void onDemand_valueOutsideItsType_isRefused() throws IOException {
        Run run =
                join(
                        "spine.jsonl",
                        """
                        {"time": "2026-11-01T11:30:00Z", "price": 1, "pieces": 3000000000}
                        """,
                        "--view",
                        "basket:each");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("pieces is 3000000000", "int32");
    }

    @Test
    void column_readAsTwoTypes_isRefused() throws IOException {
        describe(
                FEATURES.replace("{degrees: float64}", "{buyer: float64}")
                        .replace("degrees", "buyer"));
        Run run =
                join(
                        "spine.csv",
                        SPINE,
                        "--view",
                        "weather",
                        "--view",
                        "spending",
                        "--entity-columns",
                        "customer=buyer");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("'buyer'", "float64, an input of weather@1");
    }

    @Test
    void onDemand_twoVersions_standSideBySide() throws IOException {
        RecordedTerminal.run("features", "apply", system);
        describe(
                FEATURES.replace(
                                "version: 1\n    summary: What is in",
                                "version: 2\n    summary: What is in")
                        .replace("request.time.getHours()", "request.time.getMinutes()"));
        Run run = join("spine.csv", SPINE, "--view", "basket@1:hour", "--view", "basket@2:hour");
        assertThat(run.err()).isEmpty();
        assertThat(lines())
                .startsWith(
                        "buyer,time,price,pieces,basket_1__hour,basket_2__hour",
                        "ann,2026-11-01T11:30:00Z,2.0,3,11,30");
    }

    @Test
    void view_unknown_isToldWithWhatThereIs() throws IOException {
        Run run = join("spine.csv", SPINE, "--view", "baskets");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no view 'baskets'", "basket@1", "spending@1");
    }
}
