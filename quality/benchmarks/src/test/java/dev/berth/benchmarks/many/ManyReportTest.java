package dev.berth.benchmarks.many;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyReportTest {
    private static ManyReport report() {
        var evicted = new LatencySamples();
        for (int i = 1; i <= 100; i++) {
            evicted.add(i * 1_000_000L);
        }
        return new ManyReport(
                Machine.here(),
                101,
                8,
                150,
                100,
                evicted,
                new LoadWindows(List.of(1.0, 2.0, 3.0), List.of(3.0), List.of(2.0, 4.0, 5.0), 5),
                new LoadWindows(List.of(1.0), List.of(1.1), List.of(1.4), 6));
    }

    @Test
    void goals_figures_areHeldAgainstTheirBounds() {
        assertThat(report().goals()).extracting(Goal::found).containsExactly(8.0, 0.5, 99.0, 1.5);
        assertThat(report().goals())
                .extracting(Goal::isReached)
                .containsExactly(true, true, false, false);
    }

    @Test
    void table_tellsEveryFigure() {
        assertThat(report().table())
                .contains("101 models: 8.00 s to start, 150 MB resident (100 with one)")
                .contains("p50 50.0, p99 99.0, longest 100.0 ms")
                .contains(
                        "quiet 2.00 (1.00..3.00); 92 MB loaded once 3.00 (3.00..3.00), 1.50 times; again and again, 5 times in all, 4.00 (2.00..5.00), 2.00 times")
                .contains("6 times in all, 1.40 (1.40..1.40), 1.40 times");
    }

    @Test
    void json_isWhole() {
        assertThat(new String(report().json(), StandardCharsets.UTF_8))
                .contains("\"models\":101")
                .contains("\"loading_p99_millis\":[2.0,4.0,5.0]")
                .contains("\"bare\":{\"large_loads\":6")
                .endsWith("}");
    }

    @Test
    void options_parsed_haveDefaultsAndRefuseNonsense() {
        ManyOptions options = ManyOptions.parse(List.of("--models", "20"), "berth");
        assertThat(options.models()).isEqualTo(20);
        assertThat(options.window()).isEqualTo(Duration.ofSeconds(10));
        assertThatThrownBy(() -> ManyOptions.parse(List.of("--model", "20"), "berth"))
                .hasMessageContaining("no option --model");
    }
}
