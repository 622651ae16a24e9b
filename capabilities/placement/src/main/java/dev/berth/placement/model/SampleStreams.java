package dev.berth.placement.model;

import dev.berth.placement.scenario.Distribution;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Stratified samples, kept by key. Each stream has one number in each of [#SAMPLES] intervals of
/// equal length, in an order of its own that its key determines: the same for every placement. For
/// one thread.
final class SampleStreams {
    /// Samples of a latency. Ten of them are beyond the 99th percentile, which is then off by a
    /// third of a percent of the items; twice as many take twice the time.
    static final int SAMPLES = 1024;

    /// 64 MB of samples.
    private static final int ARRAYS_MAX = 8192;

    private static final long SEED = 0x5ca1ab1e_0ddba11L;
    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private final Map<Long, double[]> uniforms = new HashMap<>();
    private final Map<Long, double[]> logarithms = new HashMap<>();
    private final Map<Key, double[]> quantiles = new HashMap<>();

    double[] uniforms(long stream) {
        return uniforms.computeIfAbsent(stream, SampleStreams::draw);
    }

    private static double[] draw(long stream) {
        var random = new SplittableRandom(SEED ^ (stream * PRIME));
        double[] values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = (i + 0.5) / SAMPLES;
        }
        for (int i = SAMPLES - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
        return values;
    }

    /// Natural logarithms of the stream's numbers.
    double[] logarithms(long stream) {
        return logarithms.computeIfAbsent(
                stream,
                key -> {
                    double[] values = uniforms(key).clone();
                    for (int i = 0; i < SAMPLES; i++) {
                        values[i] = Math.log(values[i]);
                    }
                    return values;
                });
    }

    /// Values of a distribution at the stream's numbers, before its factor.
    double[] shapes(long stream, Distribution distribution) {
        if (quantiles.size() > ARRAYS_MAX) {
            quantiles.clear();
        }
        return quantiles.computeIfAbsent(
                new Key(stream, distribution.shape()),
                _ -> {
                    double[] values = uniforms(stream).clone();
                    for (int i = 0; i < SAMPLES; i++) {
                        values[i] = distribution.shape().quantile(values[i]);
                    }
                    return values;
                });
    }

    private record Key(long stream, Distribution shape) {}
}
