package dev.berth.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.figure.Machine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StartReportTest {
    private static final Machine MACHINE = new Machine("a processor", 2, 1024, "Linux", "25", 0.5);

    @Test
    void kinds_ofALauncherWithoutCache_areOne() {
        assertThat(StartKind.ofText("exec java")).extracting(StartKind::name).hasSize(1);
        assertThat(StartKind.ofText("case ${BERTH_AOT:-} in"))
                .extracting(StartKind::name)
                .containsExactly("AOT cache", "no AOT cache");
    }

    @Test
    void firstStart_ofTheKindWithCache_waitsForIt() {
        assertThat(StartKind.ofText("BERTH_AOT"))
                .extracting(kind -> kind.first().environment().get("BERTH_AOT"))
                .containsExactly("now", "off");
    }

    @Test
    void report_severalRuns_showsMediansAndGoals() {
        var report = new StartReport(MACHINE);
        StartKind plain = StartKind.ofText("").getFirst();
        report.add(plain, new StartRun(2.5, 3, 150));
        report.add(plain, new StartRun(1.5, 3, 150));
        report.add(plain, new StartRun(2.1, 3, 150));
        assertThat(report.table())
                .contains("2.10 (1.50..2.50)")
                .contains("missed  no AOT cache: s to first prediction")
                .contains("reached no AOT cache: resident MB idle");
        assertThat(new String(report.json(), StandardCharsets.UTF_8))
                .contains("{\"seconds\":2.5,\"cpu_seconds\":3.0,\"resident_megabytes\":150.0}");
    }

    @Test
    void options_someGiven_othersAreTheDefaults() {
        assertThat(StartOptions.parse(List.of("--runs", "3"), "./berth"))
                .isEqualTo(new StartOptions(3, Duration.ofSeconds(10), "./berth"));
    }
}
