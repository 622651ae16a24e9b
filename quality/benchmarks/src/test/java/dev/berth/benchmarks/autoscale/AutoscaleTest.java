package dev.berth.benchmarks.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoscaleTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void partOfADay_isSimulatedAndDrawn() throws IOException {
        Path profile =
                Files.writeString(
                        folder.resolve("m.json"),
                        """
                        {"format": 1, "model": "m", "version": "1", "machine": {"cores": 2}, "via": "typed",
                         "measurements": [{"mode": "closed", "callers": 2, "batch": 1, "calls": 1000,
                           "seconds": 4, "recordsPerSecond": 250, "latencyNanos": {"min": 7000000,
                           "mean": 8000000, "p50": 8000000, "p90": 9000000, "p99": 12000000,
                           "p99.9": 20000000, "max": 30000000}}]}
                        """);
        List<String> words =
                List.of(
                        "--profile",
                        profile.toString(),
                        "--seconds",
                        "1800",
                        "--rate",
                        "200",
                        "--figures",
                        folder.toString());
        assertThat(Autoscale.run(Autoscale.arguments(words))).isTrue();
        assertThat(Files.readString(folder.resolve("autoscale-p99.svg")))
                .startsWith("<svg")
                .contains("processors: 80 %", "in flight, computed", "what was asked for");
        assertThat(Files.readString(folder.resolve("autoscale-replicas.svg")))
                .contains("Ready replicas");
    }

    @Test
    void poissonLoad_callsAsOftenAsAsked_andCountsFailures() {
        PoissonLoad.Result result = PoissonLoad.run(2_000, 0.5, 1, () -> {});
        assertThat(result.calls()).isBetween(700L, 1_300L);
        assertThat(result.latencies().count()).isEqualTo(result.calls());
        assertThat(result.failures()).isZero();
    }
}
