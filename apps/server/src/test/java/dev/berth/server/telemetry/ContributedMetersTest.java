package dev.berth.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contribution.Metric;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ContributedMetersTest {
    private static Metric gauge(String name, Supplier<List<Metric.Sample>> samples) {
        return new Metric(name, Metric.Kind.GAUGE, "A number", samples);
    }

    @Test
    void scrape_metricThatFails_leavesItOut() {
        try (var metrics = new Metrics("test")) {
            metrics.show(
                    List.of(
                            gauge(
                                    "berth_broken",
                                    () -> {
                                        throw new IllegalStateException("a defect");
                                    }),
                            gauge(
                                    "berth_sound",
                                    () ->
                                            List.of(
                                                    new Metric.Sample(
                                                            Map.of("b", "2", "a", "1"), 3)))));
            assertThat(metrics.scrape())
                    .contains("berth_sound{a=\"1\",b=\"2\"} 3.0")
                    .doesNotContain("berth_broken");
        }
    }

    @Test
    void show_nameThatIsTaken_isRefused() {
        try (var metrics = new Metrics("test")) {
            assertThatThrownBy(
                            () ->
                                    metrics.show(
                                            List.of(
                                                    gauge("berth_twice", List::of),
                                                    gauge("berth_twice", List::of))))
                    .hasMessageContaining("berth_twice");
        }
    }

    @Test
    void metric_nameOfAnotherForm_isRefused() {
        assertThatThrownBy(() -> gauge("notices", List::of)).hasMessageContaining("berth_");
        assertThatThrownBy(() -> gauge("berth_reads_total", List::of))
                .hasMessageContaining("_total");
    }
}
