package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.WilsonInterval;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Scores between 0 and 1 in ten bins of equal width, with how often they were right: the
/// reliability curve, and the expected calibration error (ECE), the mean distance between score and
/// share of hits over the units.
///
/// A bin has its upper edge and not its lower one, but for the first, as `calibration_curve` of
/// scikit-learn. For one thread.
///
/// Source: Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian
/// binning, AAAI 2015.
final class CalibrationBins {
    static final int BINS = 10;

    /// By bin, first of units that were right, then of the others.
    private final double[] weights = new double[2 * BINS];

    private final double[] squares = new double[2 * BINS];
    private final double[] scores = new double[2 * BINS];
    private final long[] rows = new long[BINS];

    /// Adds a unit.
    ///
    /// @param score from 0 to 1
    /// @param hit whether the unit is of the class whose probability the score is
    void add(double score, boolean hit, double weight) {
        int bin = bin(score);
        int cell = hit ? bin : BINS + bin;
        rows[bin]++;
        weights[cell] += weight;
        squares[cell] += weight * weight;
        scores[cell] += weight * score;
    }

    private static int bin(double score) {
        int bin = Math.min(BINS - 1, (int) (score * BINS));
        while (bin > 0 && score <= edge(bin)) {
            bin--;
        }
        while (bin < BINS - 1 && score > edge(bin + 1)) {
            bin++;
        }
        return bin;
    }

    /// The lower edge of a bin, rounded as NumPy's `linspace` does.
    private static double edge(int bin) {
        return bin == BINS ? 1 : bin * (1.0 / BINS);
    }

    /// The expected calibration error; NaN without units.
    double error() {
        return error(weights);
    }

    private double error(double[] drawn) {
        double error = 0;
        double total = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double hits = drawn[bin];
            double misses = drawn[BINS + bin];
            error += Math.abs(hits - meanScore(bin) * hits - meanScore(BINS + bin) * misses);
            total += hits + misses;
        }
        return error / total;
    }

    private double meanScore(int cell) {
        return weights[cell] > 0 ? scores[cell] / weights[cell] : 0;
    }

    /// The error with its interval. An error of noise alone is above 0, and that of a resample has
    /// the noise twice; so the resamples are moved down by how much they are above the error on
    /// average.
    MetricValue metric(String name, Resampling resampling, long stream) {
        double value = error();
        if (resampling.count() == 0) {
            return MetricValue.of(name, value);
        }
        CellDraws draws = resampling.drawCells(stream, weights, squares);
        var drawn = new double[2 * BINS];
        var resampled = new double[resampling.count()];
        for (int i = 0; i < resampled.length; i++) {
            draws.read(i, drawn);
            resampled[i] = error(drawn);
        }
        double bias =
                Arrays.stream(resampled).filter(each -> !Double.isNaN(each)).average().orElse(value)
                        - value;
        for (int i = 0; i < resampled.length; i++) {
            resampled[i] = Math.max(0, resampled[i] - bias);
        }
        return resampling.metric(name, value, resampled);
    }

    /// The bins with rows.
    ///
    /// @param confidence of the interval of the observed rate, which is Wilson's for unit weights
    List<ReliabilityBin> curve(double confidence) {
        List<ReliabilityBin> curve = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            double weight = weights[bin] + weights[BINS + bin];
            if (rows[bin] == 0) {
                continue;
            }
            // Kish's effective number of units; their number if all weigh the same.
            double effective = weight * weight / (squares[bin] + squares[BINS + bin]);
            MetricValue rate =
                    WilsonInterval.of(
                            "rate", weights[bin] / weight * effective, effective, confidence);
            curve.add(
                    new ReliabilityBin(
                            bin / (double) BINS,
                            (bin + 1) / (double) BINS,
                            rows[bin],
                            weight,
                            (scores[bin] + scores[BINS + bin]) / weight,
                            weights[bin] / weight,
                            rate.low(),
                            rate.high()));
        }
        return curve;
    }

    void write(ByteWriter out) {
        for (int cell = 0; cell < 2 * BINS; cell++) {
            out.writeDouble(weights[cell]);
            out.writeDouble(squares[cell]);
            out.writeDouble(scores[cell]);
        }
        for (long count : rows) {
            out.writeUnsigned(count);
        }
    }

    void read(ByteReader in) {
        for (int cell = 0; cell < 2 * BINS; cell++) {
            weights[cell] = in.readDouble();
            squares[cell] = in.readDouble();
            scores[cell] = in.readDouble();
        }
        for (int bin = 0; bin < BINS; bin++) {
            rows[bin] = in.readUnsigned();
        }
    }
}
