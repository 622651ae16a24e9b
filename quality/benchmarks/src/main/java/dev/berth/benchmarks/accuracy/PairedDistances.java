package dev.berth.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Paired distances of two executions of a model from the same reference, by sentence.
final class PairedDistances {
    /// Exceeded by chance in one of 40 measurements.
    private static final double ERRORS = 2;

    private record Pair(double plain, double fused) {}

    private final List<Pair> pairs = new ArrayList<>();

    /// The cosine distance of two vectors of length 1: 0 if they are equal, 2 at most.
    static double cosine(double[] one, double[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return 1 - product;
    }

    void add(double plain, double fused) {
        pairs.add(new Pair(plain, fused));
    }

    int count() {
        return pairs.size();
    }

    double plainMean() {
        return pairs.stream().mapToDouble(Pair::plain).average().orElse(Double.NaN);
    }

    double fusedMean() {
        return pairs.stream().mapToDouble(Pair::fused).average().orElse(Double.NaN);
    }

    /// The standard error of the mean difference between the two.
    double standardError() {
        double mean = plainMean() - fusedMean();
        double squares =
                pairs.stream()
                        .mapToDouble(pair -> pair.plain - pair.fused - mean)
                        .map(difference -> difference * difference)
                        .sum();
        return Math.sqrt(squares / Math.max(1, count() - 1) / Math.max(1, count()));
    }

    /// Whether plain operators are on average no farther from the reference than fused ones, beyond
    /// the resolution of these sentences: two standard errors.
    boolean isPlainNoFarther() {
        return plainMean() - fusedMean() <= ERRORS * standardError();
    }

    String report() {
        double[] plain = pairs.stream().mapToDouble(Pair::plain).sorted().toArray();
        double[] fused = pairs.stream().mapToDouble(Pair::fused).sorted().toArray();
        long nearer = pairs.stream().filter(pair -> pair.plain < pair.fused).count();
        return line("plain operators", plainMean(), plain)
                + line("engine's fusions", fusedMean(), fused)
                + String.format(
                        Locale.ROOT,
                        "difference of means %.6f, standard error %.6f; plain is nearer for %d of"
                                + " %d sentences%n",
                        plainMean() - fusedMean(),
                        standardError(),
                        nearer,
                        count());
    }

    private static String line(String name, double mean, double[] sorted) {
        return String.format(
                Locale.ROOT,
                "%-16s  mean %.6f  median %.6f  p99 %.6f  most %.6f%n",
                name,
                mean,
                sorted[sorted.length / 2],
                sorted[(int) (0.99 * (sorted.length - 1))],
                Arrays.stream(sorted).max().orElse(Double.NaN));
    }
}
