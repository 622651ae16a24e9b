package dev.berth.placement.calibration;

import java.util.Arrays;

/// Speed of a kernel over many passes.
///
/// @param median units a second
/// @param low the 5th percentile
/// @param high the 95th
public record MeasuredRate(double median, double low, double high) {
    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;

    public MeasuredRate {
        if (!(low > 0 && low <= median && median <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException(
                    low + " ≤ " + median + " ≤ " + high + " (expected: above 0, in this order)");
        }
    }

    /// @param perSecond speeds of the passes, at least one
    static MeasuredRate of(double[] perSecond) {
        double[] sorted = perSecond.clone();
        Arrays.sort(sorted);
        return new MeasuredRate(at(sorted, 0.5), at(sorted, LOW), at(sorted, HIGH));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /// How many times as quick as another: the extremes of both intervals.
    SpeedRatio over(MeasuredRate other) {
        return new SpeedRatio(median / other.median, low / other.high, high / other.low);
    }
}
