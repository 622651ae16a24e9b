package dev.berth.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.figure.Spread;
import org.junit.jupiter.api.Test;

final class BarPlotTest {
    @Test
    void plot_severalBars_drawsEachWithItsSpreadAndBound() {
        var plot = new BarPlot("%.2f");
        plot.add("floor", BarPlot.Role.REFERENCE, new Spread(0.9, 1, 1.1));
        plot.add("<json>", BarPlot.Role.BERTH, new Spread(0.6, 0.7, 0.75), 0.8);
        assertThat(plot.toString())
                .contains("<title>floor: 1.00 (0.90..1.10)</title>")
                .contains("&lt;json&gt;")
                .doesNotContain("<json>")
                .containsOnlyOnce("class=\"bound\"");
    }
}
