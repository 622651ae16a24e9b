package dev.berth.evaluation.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Areas between identities: `reference.csv` has what `model_bias_analysis.py` of
/// conversationai/unintended-ml-bias-analysis (commit 9c7d91aa, Apache-2.0; the first case is that
/// of its own test) gave. For weighted rows, and for pinned AUC where the background is not as
/// large as the identity, so that the reference draws at random, it is `roc_auc_score` of
/// scikit-learn 1.4.2 with the weights. Fields are empty where the value is undefined.
final class IdentityAucTest {
    @Test
    void areas_ofRecordedScores_areThoseOfTheReference() {
        List<RecordedCase> cases = RecordedCases.of(IdentityAucTest.class, "reference.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(50);
        for (RecordedCase each : cases) {
            ScoreCounts all = counts(each, true, true);
            ScoreCounts identity = counts(each, true, false);
            ScoreCounts background = counts(each, false, true);
            IdentityAuc areas = IdentityAuc.of(identity, background);
            assertClose(all.auc(), each, "auc");
            assertClose(areas.subgroup(), each, "subgroup");
            assertClose(areas.bpsn(), each, "bpsn");
            assertClose(areas.bnsp(), each, "bnsp");
            assertClose(areas.pinned(), each, "pinned");
        }
    }

    private static void assertClose(double actual, RecordedCase each, String field) {
        double expected = each.number(field);
        if (Double.isNaN(expected)) {
            assertThat(actual).as("%s of %s", field, each).isNaN();
        } else {
            assertThat(actual).as("%s of %s", field, each).isEqualTo(expected, within(1e-12));
        }
    }

    private static ScoreCounts counts(RecordedCase each, boolean identity, boolean background) {
        boolean[] labels = each.flags("label");
        double[] scores = each.numbers("score");
        boolean[] identities = each.flags("identity");
        double[] weights = each.numbers("weight");
        double[] cells = Arrays.stream(scores).sorted().distinct().toArray();
        double[] positives = new double[cells.length];
        double[] negatives = new double[cells.length];
        for (int row = 0; row < labels.length; row++) {
            if (identities[row] ? identity : background) {
                int cell = Arrays.binarySearch(cells, scores[row]);
                (labels[row] ? positives : negatives)[cell] +=
                        weights.length == 0 ? 1 : weights[row];
            }
        }
        return ScoreCounts.of(positives, negatives);
    }

    @Test
    void pinnedAuc_ofDifferentShares_showsBiasWhereThereIsNone() {
        // The scores depend on the label alone, so that there is no bias; only the shares differ.
        ScoreCounts background = ScoreCounts.of(new double[] {20, 80}, new double[] {80, 20});
        ScoreCounts mostlyPositive = ScoreCounts.of(new double[] {190, 760}, new double[] {40, 10});
        IdentityAuc areas = IdentityAuc.of(mostlyPositive, background);
        assertThat(areas.subgroup()).isEqualTo(background.auc(), within(1e-12));
        assertThat(areas.bpsn()).isEqualTo(background.auc(), within(1e-12));
        assertThat(areas.bnsp()).isEqualTo(background.auc(), within(1e-12));
        assertThat(IdentityAuc.PINNED_DEPRECATION).contains("deprecated");
    }

    @Test
    void counts_thatAreInvalid_areRejected() {
        assertThatThrownBy(() -> ScoreCounts.of(new double[] {1}, new double[] {}))
                .hasMessageContaining("expected: 1");
        assertThatThrownBy(() -> ScoreCounts.of(new double[] {Double.NaN}, new double[] {1}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(
                        () ->
                                ScoreCounts.of(
                                        new double[] {Double.POSITIVE_INFINITY}, new double[] {1}))
                .hasMessageContaining("not finite");
    }

    @Test
    void powerMean_ofAreas_isPulledDownByTheSmallest() {
        assertThat(PowerMean.of(PowerMean.POWER, 0.9, 0.9)).isEqualTo(0.9, within(1e-15));
        // numpy.power(numpy.power([0.5, 0.9, 1.0], -5).mean(), -1 / 5) of numpy 2.2.4
        assertThat(PowerMean.of(-5, 0.5, 0.9, 1.0)).isEqualTo(0.6128788097780012, within(1e-15));
        assertThat(PowerMean.of(-5, 0.5, Double.NaN)).isEqualTo(0.5, within(1e-15));
        assertThat(PowerMean.of(-5, 0, 1)).isZero();
        assertThat(PowerMean.of(1, 0, 1)).isEqualTo(0.5);
        assertThat(PowerMean.of(-5)).isNaN();
        assertThatThrownBy(() -> PowerMean.of(0, 1)).hasMessageContaining("power");
    }
}
