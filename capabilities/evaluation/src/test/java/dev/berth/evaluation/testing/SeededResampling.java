package dev.berth.evaluation.testing;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.Resampling;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Resamples drawn plainly: Poisson numbers by multiplication of uniform ones, or for large means
/// by the normal distribution.
public final class SeededResampling implements Resampling {
    private static final double NORMAL_FROM = 500;

    private final int count;
    private final long seed;

    public SeededResampling(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void unitWeights(long unit, byte[] weights) {
        SplittableRandom random = new SplittableRandom(seed * 31 + unit);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) poisson(random, 1);
        }
    }

    @Override
    public void drawCounts(
            long stream, int resample, double[] weights, double[] squares, double[] drawn) {
        SplittableRandom random = new SplittableRandom((seed * 31 + stream) * 31 + resample);
        for (int i = 0; i < weights.length; i++) {
            double scale = weights[i] > 0 ? squares[i] / weights[i] : 1;
            drawn[i] = scale * poisson(random, weights[i] / scale);
        }
    }

    private static double poisson(SplittableRandom random, double mean) {
        if (mean > NORMAL_FROM) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int drawn = 0;
        while (product > limit) {
            product *= random.nextDouble();
            drawn++;
        }
        return drawn;
    }

    @Override
    public MetricValue metric(String name, double value, double[] resampled) {
        double[] defined =
                Arrays.stream(resampled).filter(each -> !Double.isNaN(each)).sorted().toArray();
        if (defined.length == 0) {
            return MetricValue.of(name, value);
        }
        return MetricValue.of(
                name,
                value,
                defined[(int) (0.025 * defined.length)],
                defined[(int) (0.975 * defined.length)],
                MetricValue.Method.BOOTSTRAP);
    }
}
