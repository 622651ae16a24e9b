package dev.berth.evaluation.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.report.MetricValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests against the values of Newcombe, Two-sided confidence intervals for the single proportion,
/// Statistics in Medicine 17, 1998, table I, and the mirror image of one of them.
class WilsonIntervalTest {
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0.0000, 0.1611",
        "1, 29, 0.0061, 0.1718",
        "20, 20, 0.8389, 1.0000",
    })
    void interval_isThatOfTheTables(double hits, double trials, double low, double high) {
        MetricValue metric = WilsonInterval.of("p", hits, trials, 0.95);

        assertThat(metric.value()).isEqualTo(hits / trials);
        assertThat(metric.low()).isCloseTo(low, within(5e-5));
        assertThat(metric.high()).isCloseTo(high, within(5e-5));
    }
}
