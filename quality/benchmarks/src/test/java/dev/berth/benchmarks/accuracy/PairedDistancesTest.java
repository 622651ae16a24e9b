package dev.berth.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedDistancesTest {
    private static final double PRECISION = 1e-12;

    @Test
    void cosine_equalOrthogonalOpposite_isZeroOneTwo() {
        double[] east = {1, 0};
        assertThat(PairedDistances.cosine(east, east)).isZero();
        assertThat(PairedDistances.cosine(east, new double[] {0, 1})).isEqualTo(1);
        assertThat(PairedDistances.cosine(east, new double[] {-1, 0})).isEqualTo(2);
    }

    @Test
    void isPlainNoFarther_differenceBeyondTwoStandardErrors_isFalse() {
        var distances = new PairedDistances();
        distances.add(0.30, 0.10);
        distances.add(0.31, 0.10);
        distances.add(0.32, 0.10);
        assertThat(distances.isPlainNoFarther()).isFalse();
        assertThat(distances.report()).contains("plain is nearer for 0 of 3");
    }

    @Test
    void isPlainNoFarther_differenceOfOneSentence_isChance() {
        var distances = new PairedDistances();
        distances.add(0.1, 0.2);
        distances.add(0.1, 0.2);
        distances.add(0.9, 0.2);
        assertThat(distances.isPlainNoFarther()).isTrue();
        assertThat(distances.report()).contains("plain is nearer for 2 of 3");
    }

    @Test
    void standardError_knownDifferences_isTheirDeviationOverTheRootOfTheCount() {
        var distances = new PairedDistances();
        distances.add(0.3, 0.1);
        distances.add(0.1, 0.3);
        assertThat(distances.plainMean()).isEqualTo(distances.fusedMean(), within(PRECISION));
        assertThat(distances.standardError()).isEqualTo(0.2, within(PRECISION));
    }
}
