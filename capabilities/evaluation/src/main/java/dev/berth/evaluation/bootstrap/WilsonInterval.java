package dev.berth.evaluation.bootstrap;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// Wilson's score interval of a proportion of independent rows.
///
/// Source: Wilson, Probable inference, the law of succession, and statistical inference, Journal of
/// the American Statistical Association 22, 1927.
public final class WilsonInterval {
    private WilsonInterval() {}

    /// The share of hits with its interval.
    ///
    /// @param hits from 0 to `trials`
    /// @param trials at least 1
    /// @param confidence between 0 and 1
    public static MetricValue of(String name, double hits, double trials, double confidence) {
        double z = new NormalDistribution().inverseCumulativeProbability(1 - (1 - confidence) / 2);
        double share = hits / trials;
        double square = z * z / trials;
        double centre = (share + square / 2) / (1 + square);
        double half =
                z / (1 + square) * Math.sqrt(share * (1 - share) / trials + square / (4 * trials));
        // Of no hit, and of hits alone, the ends are exact, which rounding would hide.
        double low = hits <= 0 ? 0 : Math.max(0, centre - half);
        double high = hits >= trials ? 1 : Math.min(1, centre + half);
        return MetricValue.of(name, share, low, high, Method.WILSON);
    }
}
