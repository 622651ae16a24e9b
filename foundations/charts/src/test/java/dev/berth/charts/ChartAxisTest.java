package dev.berth.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartAxisTest {
    @Test
    void ticks_ofARatio_areEveryFifth() {
        ChartAxis axis = ChartAxis.ratio("share");

        assertThat(axis.ticks().stream().map(axis::tickText))
                .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    }

    @Test
    void ticks_belowZero_haveAMinus() {
        var axis = new ChartAxis("difference", -0.1, 0.1);

        assertThat(axis.ticks().stream().map(axis::tickText))
                .containsExactly("−0.10", "−0.05", "0.00", "0.05", "0.10");
    }

    @ParameterizedTest
    @ValueSource(doubles = {40, 120, 214, 400})
    void ticksWithinAWidth_doNotOverlap(double width) {
        for (ChartAxis axis :
                List.of(
                        new ChartAxis("x", 0.72, 0.88),
                        new ChartAxis("x", -1_000_000, 1_000_000),
                        new ChartAxis("x", 0, 0.00007),
                        ChartAxis.ratio("x"))) {
            List<Double> ticks = axis.ticksWithin(width);
            for (int i = 1; i < ticks.size(); i++) {
                double distance = (axis.share(ticks.get(i)) - axis.share(ticks.get(i - 1))) * width;
                double texts =
                        SvgCanvas.width(axis.tickText(ticks.get(i)))
                                + SvgCanvas.width(axis.tickText(ticks.get(i - 1)));
                assertThat(distance).as("%s %s", axis, ticks).isGreaterThan(texts / 2);
            }
        }
        assertThat(ChartAxis.ratio("x").ticksWithin(400)).hasSize(6);
    }

    @Test
    void axis_aroundValues_hasRoundEnds() {
        ChartAxis axis = ChartAxis.around("auc", List.of(0.713, 0.842, Double.NaN));

        assertThat(axis.min()).isBetween(0.6, 0.713);
        assertThat(axis.max()).isBetween(0.842, 0.95);
        assertThat(axis.share(0.713)).isBetween(0.0, 0.2);
    }

    @Test
    void axis_aroundNothingOrOneValue_hasAnExtent() {
        assertThat(ChartAxis.around("x", List.of())).isEqualTo(ChartAxis.ratio("x"));
        ChartAxis one = ChartAxis.around("x", List.of(5.0));
        assertThat(one.max()).isGreaterThan(one.min());
        assertThat(one.share(5)).isBetween(0.0, 1.0);
        ChartAxis zero = ChartAxis.around("x", List.of(0.0));
        assertThat(zero.max()).isGreaterThan(zero.min());
    }

    @Test
    void value_beyondTheEnds_isAtTheEnd() {
        assertThat(ChartAxis.ratio("x").share(7)).isEqualTo(1);
        assertThat(ChartAxis.ratio("x").share(-7)).isZero();
    }

    @Test
    void axis_withoutExtent_isRejected() {
        assertThatThrownBy(() -> new ChartAxis("x", 1, 1)).hasMessageContaining("ascending");
    }
}
