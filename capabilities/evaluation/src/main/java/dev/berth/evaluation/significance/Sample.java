package dev.berth.evaluation.significance;

/// Sums over a sample of numbers: what a test of its mean needs.
///
/// @param count how many numbers
/// @param sum of the numbers
/// @param squares sum of their squares
public record Sample(double count, double sum, double squares) {
    public static final Sample EMPTY = new Sample(0, 0, 0);

    public static Sample of(double... values) {
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
        }
        return new Sample(values.length, sum, squares);
    }

    public Sample plus(Sample other) {
        return new Sample(count + other.count, sum + other.sum, squares + other.squares);
    }

    /// The numbers of this sample that are not in a part of it.
    public Sample minus(Sample part) {
        return new Sample(count - part.count, sum - part.sum, squares - part.squares);
    }

    public double mean() {
        return sum / count;
    }

    /// Unbiased variance; 0 of fewer than two numbers.
    public double variance() {
        if (count < 2) {
            return 0;
        }
        // Cancellation leaves a tiny negative number where all are equal.
        return Math.max(0, (squares - sum * (sum / count)) / (count - 1));
    }
}
