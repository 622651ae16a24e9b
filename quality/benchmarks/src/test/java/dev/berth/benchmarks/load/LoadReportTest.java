package dev.berth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                                3,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                32,
                                List.of("floor", "json"),
                                "./berth"));
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
    void engine_loopedShortly_countsExecutions(@TempDir Path directory) {
        try (var engine = engine(directory)) {
            Turn turn = engine.run(Duration.ofMillis(20));
            assertThat(turn.requestsPerSecond()).isPositive();
            assertThat(turn.cpuMicros()).isPositive();
        }
    }

    @Test
    void grpc_messageFile_beginsWithItsLength(@TempDir Path directory) throws IOException {
        assertThat(new RequestFiles(directory).grpc())
                .satisfies(
                        file -> {
                            byte[] bytes = java.nio.file.Files.readAllBytes(file);
                            assertThat(bytes[4]).isEqualTo((byte) (bytes.length - 5));
                        });
    }

    private static EngineLoop engine(Path directory) {
        return new EngineLoop(
                dev.berth.benchmarks.stage.TinySystem.writeModel(directory.resolve("tiny.onnx")));
    }
}
