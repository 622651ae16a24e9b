package dev.berth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.benchmarks.stage.TinySystem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadReportTest {
    private static final Machine MACHINE = new Machine("a processor", 2, 1024, "Linux", "25", 0.5);

    @Test
    void spread_evenCount_medianIsBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(1, 2.5, 4));
    }

    @Test
    void millis_eachUnit_becomesMilliseconds() {
        assertThat(List.of("310us", "1.25ms", "2s", "1m").stream().map(ToolOutput::millis))
                .containsExactly(0.31, 1.25, 2000.0, 60_000.0);
    }

    @Test
    void options_someGiven_othersAreTheDefaults() {
        assertThat(LoadOptions.parse(List.of("--rounds", "3", "--only", "floor,json"), "./berth"))
                .isEqualTo(
                        new LoadOptions(
                                LoadOptions.Extent.FULL,
                                3,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                32,
                                List.of("floor", "json"),
                                "./berth",
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void options_unknownName_saysWhichThereAre() {
        assertThatThrownBy(() -> LoadOptions.parse(List.of("--round", "3"), "./berth"))
                .hasMessageContaining("no option --round")
                .hasMessageContaining("--rounds N");
    }

    @Test
    void report_severalTurns_showsMedianAndEnds(@TempDir Path directory) {
        var report = new LoadReport(MACHINE);
        try (var engine = engine(directory)) {
            var candidate = new Candidate.Called("engine", "the engine alone", engine);
            for (double rate : List.of(100.0, 300.0, 200.0)) {
                report.add(candidate, new Turn(rate, Double.NaN, Double.NaN, 5), 0);
            }
        }
        assertThat(report.table()).contains("a processor, 2 processors").contains("200 (100..300)");
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .contains("\"requests_per_second\":300.0,\"p50_millis\":null");
    }

    @Test
    void report_candidateWithReference_comparesRoundByRound() {
        LoadReport report =
                report("json", List.of(100.0, 200.0, 400.0), List.of(80.0, 100.0, 300.0));
        assertThat(report.ratio("json")).contains(new Spread(0.5, 0.75, 0.8));
        assertThat(report.ratio("floor")).isEmpty();
        assertThat(report.ratio("absent")).isEmpty();
        assertThat(report.table()).contains("0.75 (0.50..0.80)").contains("missed  json: share");
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .contains("\"of_reference\":{\"least\":0.5,\"median\":0.75,\"most\":0.8}");
    }

    @Test
    void page_ofAReport_hasPlotsAndNeedsNothingElse() {
        String page = LoadPage.of(report("json", List.of(100.0), List.of(90.0)));
        assertThat(page)
                .contains("<svg")
                .contains("prefers-color-scheme: dark")
                .contains("reached json: share of floor")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("NaN");
    }

    @Test
    void shortCheck_farBelowTheFloor_isAFault() {
        assertThat(ShortCheck.faults(report("json", List.of(100.0), List.of(34.0))))
                .singleElement()
                .asString()
                .contains("json reaches 0.34 of its floor at best (expected: at least 0.35)");
        assertThat(ShortCheck.faults(report("json", List.of(100.0, 100.0), List.of(36.0, 5.0))))
                .isEmpty();
        assertThat(ShortCheck.faults(report("record", List.of(100.0), List.of(1.0)))).isEmpty();
    }

    @Test
    void options_unknownCandidate_isRefused() {
        assertThatThrownBy(() -> LoadOptions.parse(List.of("--only", "json,yaml"), "./berth"))
                .hasMessageContaining("'yaml' is no candidate")
                .hasMessageContaining("engine-minilm-one");
        assertThat(LoadOptions.parse(List.of("--only", "minilm,json"), "./berth").only())
                .containsExactly("minilm", "json");
    }

    @Test
    void options_short_isSmallButCanBeChanged() {
        LoadOptions options = LoadOptions.parse(List.of("--short", "--rounds", "3"), "./berth");
        assertThat(options.turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.wants("tiny", "json")).isTrue();
        assertThat(options.wants("minilm", "minilm")).isFalse();
    }

    /// A report with the rates of a floor and of a candidate compared with it.
    private static LoadReport report(String name, List<Double> floors, List<Double> rates) {
        var report = new LoadReport(MACHINE);
        var target = new Target(URI.create("http://127.0.0.1:1"), Optional.empty());
        var tool = new SocketLoad(new byte[0], 1);
        var floor = new Candidate.Served("floor", "bare", Optional.empty(), target, tool);
        var candidate = new Candidate.Served(name, "Berth", Optional.of("floor"), target, tool);
        floors.forEach(rate -> report.add(floor, new Turn(rate, 1, 2, 10), 200));
        rates.forEach(rate -> report.add(candidate, new Turn(rate, 1, 3, 20), 200));
        return report;
    }

    @Test
    void engine_loopedShortly_countsExecutions(@TempDir Path directory) {
        try (var engine = engine(directory)) {
            Turn turn = engine.run(Duration.ofMillis(20));
            assertThat(turn.requestsPerSecond()).isPositive();
            assertThat(turn.cpuMicros()).isPositive();
        }
    }

    @Test
    void grpc_messageFile_beginsWithItsLength(@TempDir Path directory) throws IOException {
        assertThat(new RequestFiles(directory).grpc("tiny"))
                .satisfies(
                        file -> {
                            byte[] bytes = Files.readAllBytes(file);
                            assertThat(bytes[4]).isEqualTo((byte) (bytes.length - 5));
                        });
    }

    private static EngineLoop engine(Path directory) {
        return new EngineLoop(TinySystem.writeModel(directory.resolve("tiny.onnx")));
    }
}
