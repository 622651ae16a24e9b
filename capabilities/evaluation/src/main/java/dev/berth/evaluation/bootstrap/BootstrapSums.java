package dev.berth.evaluation.bootstrap;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.task.ResampledSums;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RectangularCholeskyDecomposition;

/// Sums of the terms of one slice: exact, and in each resample.
///
/// The first units are drawn one by one: each term is added to each resample as often as
/// [PoissonBootstrap#unitWeights] says. That costs a thousand additions for each term, and is what
/// a bootstrap is; but of a million units no single one matters, and by the central limit theorem
/// what the rest contributes to a resample is normally distributed, with the mean `sum of x` and
/// the covariance `sum of x xᵀ`, as a Poisson draw has mean and variance 1. So from
/// [#UNITS_DRAWN_MAX] units on only these moments are kept, and one normal vector for each resample
/// is drawn at the end. With that limit the interval's ends are right to about 1/100 of its width
/// even for terms as skewed as an exponential distribution; a test compares the two ways.
///
/// For one thread.
public final class BootstrapSums {
    /// Units that are drawn one by one unless set otherwise.
    public static final int UNITS_DRAWN_MAX = 2048;

    /// Of what rounding leaves of a covariance that should be 0.
    private static final double SMALL = 1e-12;

    private final int termCount;
    private final int resamples;
    private final long drawnMax;
    private final CompensatedSum[] sums;
    private final double[][] drawn;
    private final CompensatedSum[] rest;
    private final double[][] products;

    /// By term, the first that of the weight: 0.
    private final double[] centres;

    private long units;

    /// @param termCount without the weight, which is a further one
    /// @param drawnMax how many units are drawn one by one
    public BootstrapSums(int termCount, int resamples, long drawnMax) {
        this.termCount = termCount;
        this.resamples = termCount == 0 ? 0 : resamples;
        this.drawnMax = drawnMax;
        int all = termCount + 1;
        sums = sums(all);
        rest = sums(all);
        drawn = new double[all][this.resamples];
        products = new double[all][all];
        centres = new double[all];
    }

    private static CompensatedSum[] sums(int count) {
        var sums = new CompensatedSum[count];
        for (int i = 0; i < count; i++) {
            sums[i] = new CompensatedSum();
        }
        return sums;
    }

    /// Whether the next unit is drawn one by one, so that its weights are needed.
    public boolean needsWeights() {
        return resamples > 0 && units < drawnMax;
    }

    /// Adds a unit.
    ///
    /// @param terms before the weight
    /// @param unitWeights how often it is in each resample; read only if [#needsWeights]
    public void add(double[] terms, double weight, double[] unitWeights) {
        boolean isDrawn = needsWeights();
        for (int i = 0; i <= termCount; i++) {
            double term = i == 0 ? weight : weight * terms[i - 1];
            sums[i].add(term);
            if (isDrawn) {
                addScaled(drawn[i], term, unitWeights);
            }
        }
        units++;
        if (resamples == 0) {
            return;
        }
        if (!isDrawn) {
            addMoments(terms, weight);
        } else if (units == drawnMax) {
            for (int i = 1; i <= termCount; i++) {
                centres[i] = sums[i].value() / sums[0].value();
            }
        }
    }

    private void addMoments(double[] terms, double weight) {
        for (int i = 0; i <= termCount; i++) {
            double term = centred(terms, weight, i);
            rest[i].add(term);
            for (int j = 0; j <= i; j++) {
                products[i][j] += term * centred(terms, weight, j);
            }
        }
    }

    private double centred(double[] terms, double weight, int term) {
        return term == 0 ? weight : weight * (terms[term - 1] - centres[term]);
    }

    /// Simple enough for the JIT compiler to make vector instructions of it.
    private static void addScaled(double[] sums, double factor, double[] values) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += factor * values[i];
        }
    }

    /// The sums as they are now.
    ///
    /// @param stream number that distinguishes this slice from others
    public ResampledSums finish(PoissonBootstrap bootstrap, long stream) {
        var resampled = new double[termCount + 1][];
        for (int i = 0; i <= termCount; i++) {
            resampled[i] = drawn[i].clone();
        }
        if (resamples > 0 && units > drawnMax) {
            addRest(resampled, bootstrap.random(stream, -1));
        }
        return new Finished(resampled);
    }

    private void addRest(double[][] resampled, UniformRandomProvider random) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[][] root = root();
        var draws = new double[root[0].length];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < draws.length; i++) {
                draws[i] = normal.sample();
            }
            double weight = 0;
            for (int i = 0; i <= termCount; i++) {
                double value = rest[i].value();
                for (int j = 0; j < draws.length; j++) {
                    value += root[i][j] * draws[j];
                }
                weight = i == 0 ? value : weight;
                resampled[i][r] += value + centres[i] * weight;
            }
        }
    }

    /// A matrix whose product with its transpose is the covariance. Terms are scaled to variance 1
    /// first: losses may be of any size.
    private double[][] root() {
        int all = termCount + 1;
        var scales = new double[all];
        for (int i = 0; i < all; i++) {
            scales[i] = products[i][i] > 0 ? Math.sqrt(products[i][i]) : 1;
        }
        RealMatrix correlation = new Array2DRowRealMatrix(all, all);
        for (int i = 0; i < all; i++) {
            for (int j = 0; j <= i; j++) {
                double value = products[i][j] / scales[i] / scales[j];
                correlation.setEntry(i, j, value);
                correlation.setEntry(j, i, value);
            }
        }
        double[][] root =
                new RectangularCholeskyDecomposition(correlation, SMALL).getRootMatrix().getData();
        for (int i = 0; i < all; i++) {
            for (int j = 0; j < root[i].length; j++) {
                root[i][j] *= scales[i];
            }
        }
        return root;
    }

    /// Writes the state.
    public void write(ByteWriter out) {
        out.writeUnsigned(units);
        for (int i = 0; i <= termCount; i++) {
            sums[i].write(out);
            rest[i].write(out);
            out.writeDouble(centres[i]);
            for (int j = 0; j <= i; j++) {
                out.writeDouble(products[i][j]);
            }
            for (double each : drawn[i]) {
                out.writeDouble(each);
            }
        }
    }

    /// Reads what sums of the same numbers of terms and resamples wrote.
    ///
    /// @throws IllegalArgumentException for other bytes
    public void read(ByteReader in) {
        units = in.readUnsigned();
        for (int i = 0; i <= termCount; i++) {
            sums[i].read(in);
            rest[i].read(in);
            centres[i] = in.readDouble();
            for (int j = 0; j <= i; j++) {
                products[i][j] = in.readDouble();
            }
            for (int r = 0; r < drawn[i].length; r++) {
                drawn[i][r] = in.readDouble();
            }
        }
    }

    private final class Finished implements ResampledSums {
        private final double[][] resampled;
        private final long finishedUnits = units;
        private final double[] finishedSums = new double[termCount + 1];

        Finished(double[][] resampled) {
            this.resampled = resampled;
            for (int i = 0; i <= termCount; i++) {
                finishedSums[i] = sums[i].value();
            }
        }

        @Override
        public long units() {
            return finishedUnits;
        }

        @Override
        public double weight() {
            return finishedSums[0];
        }

        @Override
        public double sum(int term) {
            return finishedSums[term + 1];
        }

        @Override
        public double weight(int resample) {
            return resampled[0][resample];
        }

        @Override
        public double sum(int term, int resample) {
            return resampled[term + 1][resample];
        }
    }
}
