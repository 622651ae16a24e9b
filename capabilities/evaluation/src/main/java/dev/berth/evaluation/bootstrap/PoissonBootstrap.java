package dev.berth.evaluation.bootstrap;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;
import dev.berth.statistics.StableHash;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/// Resamples of a Poisson bootstrap.
///
/// A multinomial bootstrap draws `n` units from `n` with replacement; each is then in a resample
/// about Poisson(1) times, nearly independently of the others. Taking that as the definition needs
/// neither `n` nor the units together, so that one pass over the data suffices, and gives the same
/// intervals up to terms of order `1/n`.
///
/// Draws are functions of the seed and of what is drawn: unit 17 weighs the same in resample 5 in
/// every slice and for every model, on any machine, in whatever order. So differences between two
/// models on the same rows are paired. A unit's draws take eight bits each of a SplitMix64 sequence
/// (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014), looked up
/// in a table; those of cells are exact (Commons RNG). Thread-safe.
public final class PoissonBootstrap implements Resampling {
    /// More than any interval needs; bounds the memory of a slice.
    public static final int COUNT_MAX = 10_000;

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final int count;
    private final long seed;
    private final double confidence;

    /// @param count how many resamples, 0 to [#COUNT_MAX]
    /// @param confidence of the intervals, between 0 and 1
    public PoissonBootstrap(int count, long seed, double confidence) {
        if (count < 0 || count > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "count: " + count + " (expected: 0 to " + COUNT_MAX + ")");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence: " + confidence + " (expected: between 0 and 1)");
        }
        this.count = count;
        this.seed = seed;
        this.confidence = confidence;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public double confidence() {
        return confidence;
    }

    @Override
    public void unitWeights(long unit, byte[] weights) {
        long state = StableHash.ofWords(seed, unit, 0);
        int whole = count & ~7;
        for (int i = 0; i < whole; i += 8) {
            state += GOLDEN_GAMMA;
            long bits = mix(state);
            for (int j = 0; j < 8; j++) {
                weights[i + j] = PoissonTable.draw(bits >>> (8 * j));
            }
        }
        long bits = mix(state + GOLDEN_GAMMA);
        for (int i = whole; i < count; i++) {
            weights[i] = PoissonTable.draw(bits);
            bits >>>= 8;
        }
    }

    /// The output function of SplitMix64 (variant 13 of Stafford's mixers).
    private static long mix(long state) {
        long mixed = (state ^ (state >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public CellDraws drawCells(long stream, double[] weights, double[] squares) {
        var draws = new double[weights.length][];
        for (int cell = 0; cell < weights.length; cell++) {
            draws[cell] =
                    weights[cell] > 0
                            ? drawCell(random(stream, cell), weights[cell], squares[cell])
                            : new double[0];
        }
        return (resample, drawn) -> {
            for (int cell = 0; cell < draws.length; cell++) {
                drawn[cell] = draws[cell].length == 0 ? 0 : draws[cell][resample];
            }
        };
    }

    private double[] drawCell(UniformRandomProvider random, double weight, double square) {
        // Of unit weights the scale is exactly 1.
        double scale = square / weight;
        double mean = weight / scale;
        var drawn = new double[count];
        if (mean >= Integer.MAX_VALUE / 2.0) {
            // Samplers count in 32 bits; so many units vary by less than what a double shows of
            // AUC.
            Arrays.fill(drawn, weight);
            return drawn;
        }
        SharedStateDiscreteSampler sampler = PoissonSampler.of(random, mean);
        for (int i = 0; i < count; i++) {
            drawn[i] = scale * sampler.sample();
        }
        return drawn;
    }

    /// Random numbers that depend on the seed, a stream and a cell alone.
    UniformRandomProvider random(long stream, long cell) {
        return new SplitMix64(StableHash.ofWords(seed, stream, ~cell));
    }

    @Override
    public MetricValue metric(String name, double value, double[] resampled) {
        int defined = 0;
        for (double each : resampled) {
            if (!Double.isNaN(each)) {
                resampled[defined++] = each;
            }
        }
        if (defined == 0) {
            return MetricValue.of(name, value);
        }
        Arrays.sort(resampled, 0, defined);
        double tail = (1 - confidence) / 2;
        return MetricValue.of(
                name,
                value,
                quantile(resampled, defined, tail),
                quantile(resampled, defined, 1 - tail),
                Method.BOOTSTRAP);
    }

    /// The quantile of sorted values, interpolated between the two nearest (type 7 of Hyndman and
    /// Fan, Sample quantiles in statistical packages, 1996).
    static double quantile(double[] sorted, int length, double probability) {
        double position = probability * (length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
