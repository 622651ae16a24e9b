package dev.berth.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.telemetry.HistogramFamily.Scale;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramFamilyTest {
    private static final Scale MILLIS = new Scale(List.of(0.001, 0.01), 1e9);

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private HistogramFamily family(String... labels) {
        var family = new HistogramFamily("t_seconds", "Time", MILLIS, labels);
        registry.register(family);
        return family;
    }

    private List<String> scrape() throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void scrape_valuesAtAndBetweenBounds_areInTheFirstBucketThatHoldsThem() throws IOException {
        var observations = family("model").of("m");
        // The bound itself belongs to its bucket.
        for (long nanos : new long[] {0, 1_000_000, 1_000_001, 10_000_000, 10_000_001}) {
            observations.observe(nanos);
        }

        assertThat(scrape())
                .containsExactly(
                        "# HELP t_seconds Time",
                        "# TYPE t_seconds histogram",
                        "t_seconds_bucket{model=\"m\",le=\"0.001\"} 2",
                        "t_seconds_bucket{model=\"m\",le=\"0.01\"} 4",
                        "t_seconds_bucket{model=\"m\",le=\"+Inf\"} 5",
                        "t_seconds_count{model=\"m\"} 5",
                        "t_seconds_sum{model=\"m\"} 0.022000002");
    }

    @Test
    void scrape_withoutLabelsAndValues_showsZeros() throws IOException {
        var _ = family().of();

        assertThat(scrape())
                .contains(
                        "t_seconds_bucket{le=\"+Inf\"} 0",
                        "t_seconds_count 0",
                        "t_seconds_sum 0.0");
    }

    @Test
    void remove_labels_areShownNoMore() throws IOException {
        HistogramFamily family = family("model");
        family.of("gone").observe(1);
        family.of("here").observe(1);

        family.remove("gone");

        assertThat(String.join("\n", scrape())).contains("here").doesNotContain("gone");
    }

    @Test
    void observe_byManyThreads_losesNone() throws Exception {
        var observations = family().of();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int n = 0; n < 10_000; n++) {
                                            observations.observe(n * 1000L);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        // 0 to 9,999 microseconds each, of which 1,001 are within a millisecond.
        assertThat(scrape())
                .contains(
                        "t_seconds_bucket{le=\"0.001\"} 4004",
                        "t_seconds_bucket{le=\"+Inf\"} 40000",
                        "t_seconds_sum 199.98");
    }
}
