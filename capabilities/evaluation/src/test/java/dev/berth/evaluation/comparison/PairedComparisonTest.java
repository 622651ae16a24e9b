package dev.berth.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.comparison.PairedTest.Method;
import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `paired.csv` was recorded with SciPy 1.15.3: `ttest_rel` with its confidence interval,
/// `binomtest`, and NumPy for DeLong's components over all pairs of a positive and a negative, as
/// the paper defines them. Seed 7; every fourth case has scores with ties, every thirteenth the
/// same scores twice.
final class PairedComparisonTest {
    private static final Offset<Double> EQUAL = within(1e-9);

    static List<RecordedCase> cases() {
        return RecordedCases.of(PairedComparisonTest.class, "paired.csv");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tests_recordedCases_agree(RecordedCase recorded) {
        List<PairedTest> tests = new PairedComparison("a", "b", units(recorded), 0.95).tests();

        assertThat(tests)
                .extracting(PairedTest::method)
                .containsExactly(Method.PAIRED_T, Method.MCNEMAR, Method.DELONG);
        PairedTest loss = tests.get(0);
        assertThat(loss.difference()).isCloseTo(recorded.number("t_difference"), EQUAL);
        assertThat(loss.low()).isCloseTo(recorded.number("t_low"), EQUAL);
        assertThat(loss.high()).isCloseTo(recorded.number("t_high"), EQUAL);
        assertThat(loss.pValue()).isCloseTo(recorded.number("t_p"), EQUAL);
        assertThat(tests.get(1).pValue()).isCloseTo(recorded.number("mcnemar_p"), EQUAL);
        PairedTest area = tests.get(2);
        assertThat(area.difference())
                .isCloseTo(recorded.number("auc1") - recorded.number("auc2"), EQUAL);
        assertThat(area.pValue()).isCloseTo(recorded.number("auc_p"), within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deLong_recordedCases_agree(RecordedCase recorded) {
        DeLong areas = DeLong.of(units(recorded));

        assertThat(areas.first()).isCloseTo(recorded.number("auc1"), EQUAL);
        assertThat(areas.second()).isCloseTo(recorded.number("auc2"), EQUAL);
        assertThat(areas.varianceOfDifference()).isCloseTo(recorded.number("auc_variance"), EQUAL);
    }

    @Test
    void tests_oneClassOnly_noAreas() {
        var units = new PairedUnits(3);
        for (int i = 0; i < 3; i++) {
            units.add(0.1 * i, 0.2, 0.5, 0.6, true, true, i == 0, true);
        }

        List<PairedTest> tests = new PairedComparison("a", "b", units, 0.95).tests();

        assertThat(tests).extracting(PairedTest::measure).containsExactly("loss", "accuracy");
        assertThat(tests.get(1).difference()).isEqualTo(2.0 / 3);
    }

    @Test
    void tests_oneUnit_none() {
        var units = new PairedUnits(1);
        units.add(1, 2, Double.NaN, Double.NaN, false, false, false, false);

        assertThat(new PairedComparison("a", "b", units, 0.95).tests()).isEmpty();
    }

    private static PairedUnits units(RecordedCase recorded) {
        boolean[] labels = recorded.flags("labels");
        double[] first = recorded.numbers("first");
        double[] second = recorded.numbers("second");
        double[] firstLosses = recorded.numbers("losses1");
        double[] secondLosses = recorded.numbers("losses2");
        assertThat(Arrays.asList(first.length, second.length)).containsOnly(labels.length);
        var units = new PairedUnits(labels.length);
        for (int i = 0; i < labels.length; i++) {
            units.add(
                    firstLosses[i],
                    secondLosses[i],
                    first[i],
                    second[i],
                    labels[i],
                    (first[i] >= 0.5) == labels[i],
                    (second[i] >= 0.5) == labels[i],
                    true);
        }
        return units;
    }
}
