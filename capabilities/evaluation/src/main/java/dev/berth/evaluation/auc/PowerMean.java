package dev.berth.evaluation.auc;

/// Generalised power mean `(sum x^p / n)^(1/p)`, which for `p` far below 0 is close to the smallest
/// number: one summary of the areas of many identities that a single bad one pulls down.
///
/// Source: Jigsaw Unintended Bias in Toxicity Classification, 2019, with `p = -5`.
public final class PowerMean {
    /// The power of the source.
    public static final double POWER = -5;

    private PowerMean() {}

    /// The mean of the numbers that are defined.
    ///
    /// @param power not 0
    /// @param values at least 0, or NaN where undefined
    /// @return 0 if one is 0 and the power negative; NaN if none is defined
    public static double of(double power, double... values) {
        if (power == 0 || Double.isNaN(power)) {
            throw new IllegalArgumentException("power: " + power + " (expected: not 0)");
        }
        double sum = 0;
        int count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += Math.pow(value, power);
                count++;
            }
        }
        return count == 0 ? Double.NaN : Math.pow(sum / count, 1 / power);
    }
}
