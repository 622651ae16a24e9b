package dev.berth.placement.model;

import java.util.HashMap;
import java.util.Map;

/// Samples of a flow's latency, with the percentiles that were computed. For one thread.
final class SampledLatency {
    private final double[] values;
    private final Map<Double, Double> percentiles = new HashMap<>();

    /// @param values its own from now on
    SampledLatency(double[] values) {
        this.values = values;
    }

    double percentile(double share) {
        return percentiles.computeIfAbsent(
                share, each -> OrderStatistic.percentile(values.clone(), each));
    }

    /// Whether a percentile is at most a limit.
    boolean isAtMost(double share, double limit) {
        Double known = percentiles.get(share);
        return known == null
                ? OrderStatistic.isAtMost(values, share, limit)
                : known.doubleValue() <= limit;
    }
}
