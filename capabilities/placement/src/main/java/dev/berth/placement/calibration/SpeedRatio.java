package dev.berth.placement.calibration;

/// How many times as quick one machine is as another, with an error bar.
///
/// @param value best estimate, above 0
/// @param low end of the error bar
/// @param high end of the error bar
public record SpeedRatio(double value, double low, double high) {
    public SpeedRatio {
        if (!(low > 0 && low <= value && value <= high && Double.isFinite(high))) {
            throw new IllegalArgumentException(
                    low + " ≤ " + value + " ≤ " + high + " (expected: above 0, in this order)");
        }
    }

    /// The greater distance of an end from the estimate, as a share of it.
    public double error() {
        return Math.max(high / value, value / low) - 1;
    }
}
