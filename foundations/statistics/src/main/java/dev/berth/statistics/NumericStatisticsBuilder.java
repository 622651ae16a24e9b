package dev.berth.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Builder of the statistics of numbers. They are kept, eight bytes each, and sorted at the end, so
/// that quantiles and bins are exact: for a sample of bounded size. one thread.
public final class NumericStatisticsBuilder implements ValueStatisticsBuilder {
    /// By which numbers are made smaller whose sum is out of range; more than there are numbers.
    private static final double SCALE = 0x1p64;

    private static final int CAPACITY_FIRST = 256;

    private double[] numbers = new double[CAPACITY_FIRST];
    private int size;
    private long nanCount;
    private long plusInfinityCount;
    private long minusInfinityCount;
    private long zeroCount;

    @Override
    public void add(Object value, long draw) {
        add(((Number) value).doubleValue());
    }

    /// Takes a number into account.
    public void add(double number) {
        if (Double.isNaN(number)) {
            nanCount++;
        } else if (number == Double.POSITIVE_INFINITY) {
            plusInfinityCount++;
        } else if (number == Double.NEGATIVE_INFINITY) {
            minusInfinityCount++;
        } else {
            keep(number);
        }
    }

    private void keep(double number) {
        zeroCount += number == 0 ? 1 : 0;
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        // Two zeros would be two bins.
        numbers[size++] = number == 0 ? 0.0 : number;
    }

    @Override
    public ValueStatistics.Numbers statistics() {
        return new ValueStatistics.Numbers(
                nanCount,
                plusInfinityCount,
                minusInfinityCount,
                zeroCount,
                size == 0 ? Optional.empty() : Optional.of(spread()));
    }

    private NumericSummary spread() {
        double[] sorted = Arrays.copyOf(numbers, size);
        Arrays.sort(sorted);
        List<Double> quantiles = new ArrayList<>(NumericSummary.SHARES.size());
        for (double share : NumericSummary.SHARES) {
            quantiles.add(sorted[(int) (share * (size - 1))]);
        }
        double mean = mean(sorted);
        return new NumericSummary(
                sorted[0],
                mean,
                sorted[size - 1],
                deviation(sorted, mean),
                quantiles,
                Histogram.of(sorted));
    }

    /// The exact sum, rounded once, by the count.
    private static double mean(double[] numbers) {
        double sum = sum(numbers, 1);
        return Double.isInfinite(sum)
                ? sum(numbers, 1 / SCALE) / numbers.length * SCALE
                : sum / numbers.length;
    }

    private static double sum(double[] numbers, double factor) {
        var sum = new ExactSum();
        for (double number : numbers) {
            sum.add(number * factor);
        }
        return sum.value();
    }

    /// From the differences to the mean, as shares of the greatest of them, so that no square is
    /// out of range. Halves, since a difference may be twice the greatest number.
    private static double deviation(double[] sorted, double mean) {
        double greatest =
                Math.max(
                        Math.abs(half(sorted[0], mean)),
                        Math.abs(half(sorted[sorted.length - 1], mean)));
        if (greatest == 0) {
            return 0;
        }
        var squares = new ExactSum();
        for (double number : sorted) {
            double share = half(number, mean) / greatest;
            squares.add(share * share);
        }
        return 2 * greatest * Math.sqrt(squares.value() / sorted.length);
    }

    private static double half(double number, double mean) {
        return number / 2 - mean / 2;
    }
}
