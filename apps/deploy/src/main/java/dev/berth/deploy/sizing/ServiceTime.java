package dev.berth.deploy.sizing;

import dev.berth.catalog.profile.LatencySummary;

/// Distribution of the time that one request takes while none waits: mean, second moment and 99th
/// percentile, in seconds.
///
/// @param mean above 0
/// @param secondMoment mean of the squares, at least the square of the mean
/// @param p99 above 0
public record ServiceTime(double mean, double secondMoment, double p99) {
    private static final double NANOS = 1e9;

    /// Of an exponential distribution, which has no memory.
    private static final double EXPONENTIAL_MOMENT = 2;

    public ServiceTime {
        boolean isPositive = mean > 0 && p99 > 0 && Double.isFinite(mean) && Double.isFinite(p99);
        if (!isPositive || !(secondMoment >= mean * mean * (1 - 1e-9))) {
            throw new IllegalArgumentException(
                    "service time with mean "
                            + mean
                            + " s, second moment "
                            + secondMoment
                            + " s², p99 "
                            + p99
                            + " s (expected: above 0, and a second moment of at least mean²)");
        }
    }

    /// Bounds the distribution of which a profile has the quantiles.
    ///
    /// The second moment is that of the distribution whose every value is the upper end of its
    /// range between two quantiles, so it is never too small: `0.5·p50² + 0.4·p90² + 0.09·p99² +
    /// 0.01·p99.9²`. The slowest thousandth counts as p99.9: it has the pauses of the machine,
    /// which no number of replicas removes.
    public static ServiceTime of(LatencySummary latency) {
        double p50 = latency.p50Nanos() / NANOS;
        double p90 = latency.p90Nanos() / NANOS;
        double p99 = latency.p99Nanos() / NANOS;
        double p999 = latency.p999Nanos() / NANOS;
        double mean = latency.meanNanos() / NANOS;
        double moment = 0.5 * p50 * p50 + 0.4 * p90 * p90 + 0.09 * p99 * p99 + 0.01 * p999 * p999;
        return new ServiceTime(mean, Math.max(moment, mean * mean), p99);
    }

    /// A distribution of which only these two are known; its second moment is taken as that of an
    /// exponential one, `2·mean²`.
    public static ServiceTime ofMeanAndP99(double mean, double p99) {
        return new ServiceTime(mean, EXPONENTIAL_MOMENT * mean * mean, p99);
    }

    /// The squared coefficient of variation: variance divided by the squared mean; 0 if constant, 1
    /// if exponential.
    public double squaredVariation() {
        return Math.max(0, secondMoment / (mean * mean) - 1);
    }
}
