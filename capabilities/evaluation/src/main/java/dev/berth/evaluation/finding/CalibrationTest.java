package dev.berth.evaluation.finding;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import org.hipparchus.special.Gamma;

/// Test that scores are probabilities: that among rows of about the same score the share of
/// positive ones is that score.
///
/// Rows are gathered in [#BINS] bins of equal width of the score. If scores are right, the positive
/// rows of a bin have the mean `Σ p` and the variance `Σ p (1 − p)`, whatever the scores in it, so
/// that the sum of the squared, normed differences is about chi-square with a degree of freedom for
/// each bin; bins are joined with the next until their variance is [#VARIANCE_MIN]. This is the
/// test of Hosmer and Lemeshow for scores that were not fitted to the rows (Applied Logistic
/// Regression, 1980), with exact variances. For one thread.
final class CalibrationTest {
    static final int BINS = 20;

    /// Below it a count is too far from normal.
    static final double VARIANCE_MIN = 5;

    private final double[] rows = new double[BINS];
    private final double[] expected = new double[BINS];
    private final double[] variance = new double[BINS];
    private final double[] positives = new double[BINS];

    /// Adds a row.
    ///
    /// @param score from 0 to 1
    void add(double score, boolean positive) {
        int bin = Math.clamp((int) (score * BINS), 0, BINS - 1);
        rows[bin]++;
        expected[bin] += score;
        variance[bin] += score * (1 - score);
        positives[bin] += positive ? 1 : 0;
    }

    /// The bin that contributes most to the error.
    int worstBin() {
        int worst = 0;
        for (int bin = 1; bin < BINS; bin++) {
            if (Math.abs(positives[bin] - expected[bin])
                    > Math.abs(positives[worst] - expected[worst])) {
                worst = bin;
            }
        }
        return worst;
    }

    double meanScore(int bin) {
        return expected[bin] / rows[bin];
    }

    double positiveShare(int bin) {
        return positives[bin] / rows[bin];
    }

    void write(ByteWriter out) {
        for (int bin = 0; bin < BINS; bin++) {
            out.writeDouble(rows[bin]);
            out.writeDouble(expected[bin]);
            out.writeDouble(variance[bin]);
            out.writeDouble(positives[bin]);
        }
    }

    void read(ByteReader in) {
        for (int bin = 0; bin < BINS; bin++) {
            rows[bin] = in.readDouble();
            expected[bin] = in.readDouble();
            variance[bin] = in.readDouble();
            positives[bin] = in.readDouble();
        }
    }

    /// The p-value: how likely differences at least so large are if all scores are right.
    ///
    /// @return between 0 and 1, or NaN if there are too few rows
    double pValue() {
        double statistic = 0;
        int freedom = 0;
        double difference = 0;
        double joined = 0;
        for (int bin = 0; bin < BINS; bin++) {
            difference += positives[bin] - expected[bin];
            joined += variance[bin];
            if (joined >= VARIANCE_MIN) {
                statistic += difference * difference / joined;
                freedom++;
                difference = 0;
                joined = 0;
            }
        }
        if (freedom == 0) {
            return Double.NaN;
        }
        // The upper tail of chi-square, so that tiny p-values are not rounded to 0.
        return Gamma.regularizedGammaQ(freedom / 2.0, statistic / 2);
    }

    /// The expected calibration error: the mean over all rows of the difference, in the row's bin,
    /// between mean score and share of positive rows; from 0 to 1. NaN without rows.
    double error() {
        double sum = 0;
        double all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(positives[bin] - expected[bin]);
            all += rows[bin];
        }
        return sum / all;
    }
}
