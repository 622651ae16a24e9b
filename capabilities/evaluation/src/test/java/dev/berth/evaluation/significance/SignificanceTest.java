package dev.berth.evaluation.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.List;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

/// Tests of significance: `scipy.csv` has what `ttest_ind(equal_var=False)`, `fisher_exact`,
/// `chi2_contingency(correction=False)` and `false_discovery_control` of SciPy 1.15.3 gave.
final class SignificanceTest {
    @Test
    void pValues_ofRecordedSamples_areThoseOfScipy() {
        List<RecordedCase> cases = RecordedCases.of(SignificanceTest.class, "scipy.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(35);
        cases.forEach(SignificanceTest::check);
    }

    private static void check(RecordedCase each) {
        double[] first = each.numbers("first");
        double[] second = each.numbers("second");
        switch (each.text("kind")) {
            case "welch" ->
                    assertClose(WelchTest.greater(Sample.of(first), Sample.of(second)), each, "p");
            case "fisher-greater" ->
                    assertClose(
                            ExactTest.greater(
                                    (int) first[0],
                                    (int) first[1],
                                    (int) second[0],
                                    (int) second[1]),
                            each,
                            "p");
            case "fisher-two-sided" ->
                    assertClose(
                            ExactTest.twoSided(
                                    (int) first[0],
                                    (int) first[1],
                                    (int) second[0],
                                    (int) second[1]),
                            each,
                            "p");
            case "chi-square" ->
                    assertClose(
                            new ChiSquareTest()
                                    .chiSquareTest(
                                            new long[][] {
                                                each.longs("first"), each.longs("second")
                                            }),
                            each,
                            "p");
            case "benjamini-hochberg" ->
                    assertThat(Correction.BENJAMINI_HOCHBERG.adjust(first))
                            .as("%s", each)
                            .containsExactly(second, within(1e-12));
            default -> throw new IllegalStateException(each.line());
        }
    }

    private static void assertClose(double actual, RecordedCase each, String field) {
        assertThat(actual).as("%s", each).isEqualTo(each.number(field), within(1e-9));
    }

    @Test
    void holm_ofItsPapersForm_multipliesByTheTestsLeft() {
        assertThat(Correction.HOLM.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
        assertThat(Correction.HOLM.adjust(new double[] {0.9, 0.8})).containsExactly(1, 1);
        assertThat(Correction.HOLM.adjust(new double[0])).isEmpty();
    }

    @Test
    void pValue_thatIsNone_isRejected() {
        assertThatThrownBy(() -> Correction.HOLM.adjust(new double[] {Double.NaN}))
                .hasMessageContaining("NaN");
    }

    @Test
    void welch_ofNumbersThatDoNotDiffer_findsNothing() {
        assertThat(WelchTest.greater(Sample.of(1, 1), Sample.of(0, 0))).isOne();
        assertThat(WelchTest.greater(Sample.of(1), Sample.of(0, 1))).isOne();
        assertThat(WelchTest.greater(Sample.EMPTY, Sample.of(0, 1))).isOne();
    }

    @Test
    void pValue_thatIsTiny_isNotWrittenAsZero() {
        assertThat(PValueText.of(0.0123)).isEqualTo("p = 0.012");
        assertThat(PValueText.of(0)).isEqualTo("p < 1e-99");
    }

    @Test
    void labels_areFound() {
        for (Correction each : Correction.values()) {
            assertThat(Correction.findByLabel(each.label())).contains(each);
        }
        assertThat(Correction.findByLabel("none")).isEmpty();
    }
}
