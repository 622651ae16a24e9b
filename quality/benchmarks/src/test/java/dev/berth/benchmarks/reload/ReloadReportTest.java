package dev.berth.benchmarks.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadReportTest {
    private static ReloadReport report(long failed, double last) {
        return new ReloadReport(
                Machine.here(),
                10,
                1,
                100,
                failed,
                failed == 0 ? "" : "503",
                Spread.of(List.of(90.0, 100.0, 120.0)),
                Spread.of(List.of(80.0, last, 140.0)));
    }

    @Test
    void goals_nothingFailedAndMemoryFlat_areReached() {
        ReloadReport report = report(0, 104);
        assertThat(report.goals()).allMatch(Goal::isReached);
        assertThat(report.table())
                .contains("10 reloads", "100 (90..120)")
                .doesNotContain("the first");
    }

    @Test
    void goals_oneFailureOrGrowth_isMissed() {
        assertThat(report(1, 100).goals()).extracting(Goal::isReached).containsExactly(false, true);
        assertThat(report(0, 106).goals()).extracting(Goal::isReached).containsExactly(true, false);
        assertThat(report(1, 100).table()).contains("the first: 503");
    }

    @Test
    void json_hasTheFigures() {
        assertThat(new String(report(0, 100).json(), StandardCharsets.UTF_8))
                .contains(List.of("\"reloads\":10", "\"failed\":0", "\"settled\":100"));
    }

    @Test
    void options_unsaid_areTenThousandReloads() {
        ReloadOptions options = ReloadOptions.parse(List.of("--callers", "2"), "berth");
        assertThat(options).isEqualTo(new ReloadOptions(10_000, 2, "berth"));
    }

    @Test
    void options_fewerThanParts_areRefused() {
        assertThatThrownBy(() -> ReloadOptions.parse(List.of("--reloads", "4"), "berth"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--reloads is 4 (expected: at least 5)");
    }
}
