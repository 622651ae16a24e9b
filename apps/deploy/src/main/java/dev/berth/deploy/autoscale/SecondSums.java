package dev.berth.deploy.autoscale;

/// Sums by second of the simulation, as a counter that is scraped has them.
final class SecondSums {
    private final double[] sums;

    SecondSums(int seconds) {
        this.sums = new double[seconds];
    }

    /// Adds a value at a time; what is beyond the end is not counted.
    void add(double second, double value) {
        int index = (int) second;
        if (index < sums.length) {
            sums[index] += value;
        }
    }

    /// The mean per second of a window; NaN before it is full.
    double mean(int from, int to) {
        if (from < 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = from; i < Math.min(to, sums.length); i++) {
            sum += sums[i];
        }
        return sum / (to - from);
    }
}
