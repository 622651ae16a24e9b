package dev.berth.cli.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.statistics.FeatureStatistics;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.statistics.Histogram;
import dev.berth.statistics.Histogram.Bin;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics;
import dev.berth.statistics.ValueStatistics.Frequent;
import dev.berth.statistics.ValueStatistics.Numbers;
import dev.berth.statistics.ValueStatistics.Texts;
import dev.berth.statistics.ValueStatistics.Truths;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatisticsTableTest {
    private static Numbers numbers(long nan, Histogram histogram) {
        double min = histogram.bins().getFirst().lower();
        double max = histogram.bins().getLast().upper();
        return new Numbers(
                nan,
                0,
                0,
                0,
                Optional.of(
                        new NumericSummary(
                                min,
                                1234.5678,
                                max,
                                1,
                                List.of(min, min, min, 0.00012345, max, max, max),
                                histogram)));
    }

    private static FeatureStatistics feature(
            String name, ValueType type, long present, ValueStatistics values) {
        return new FeatureStatistics(
                new FeatureName(name), FeatureType.of(type), present, 1, 2, values);
    }

    private static String printed(FeatureStatistics... features) {
        var out = new ByteArrayOutputStream();
        StatisticsTable.print(
                new ViewStatistics(
                        ViewReference.of("orders", 1),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        12,
                        12,
                        List.of(features)),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void table_hasALineForEachFeature() {
        var histogram = new Histogram(List.of(new Bin(0, 8, 8), new Bin(8.5, 16, 1)));
        var lengths = numbers(0, new Histogram(List.of(new Bin(2, 2, 9))));
        String table =
                printed(
                        feature("price", ValueType.FLOAT64, 9, numbers(3, histogram)),
                        feature("paid", ValueType.BOOL, 8, new Truths(6, 2)),
                        feature(
                                "city",
                                ValueType.STRING,
                                9,
                                new Texts(4, List.of(new Frequent("Rome\n", 6)), lengths)));
        assertThat(table)
                .isEqualTo(
                        """
                        FEATURE  COUNT  MISSING  MEAN    MIN  P50        MAX  VALUES
                        price        9   25.0 %  1234.6    0  1.235e-04   16  ████████▁▂▂▂▂▂▂▂ NaN 3
                        paid         8   27.3 %                               true 75.0 %
                        city         9   25.0 %  1234.6    2  1.235e-04    2  Rome\\u000a 66.7 %; 4 different (lengths)
                        """);
    }

    @Test
    void values_ofNobody_areLeftOut() {
        assertThat(
                        printed(
                                feature(
                                        "price",
                                        ValueType.FLOAT64,
                                        0,
                                        new Numbers(0, 0, 0, 0, Optional.empty()))))
                .containsPattern("price +0 +100 %\n");
    }
}
