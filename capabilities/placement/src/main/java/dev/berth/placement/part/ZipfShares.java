package dev.berth.placement.part;

/// Shares of requests for popular keys, where the k-th of n keys is requested in proportion to k^-s
/// (Zipf's law). Sums beyond the first thousand terms are integrals (Euler and Maclaurin).
public final class ZipfShares {
    private static final int EXACT_TERMS = 1000;

    private ZipfShares() {}

    /// The share of the most popular entries.
    ///
    /// @param exponent `s`
    public static double ofMostPopular(double entries, double keys, double exponent) {
        return entries >= keys ? 1 : sum(entries, exponent) / sum(keys, exponent);
    }

    private static double sum(double count, double exponent) {
        double sum = 0;
        int exact = (int) Math.min(EXACT_TERMS, Math.floor(count));
        for (int k = 1; k <= exact; k++) {
            sum += Math.pow(k, -exponent);
        }
        if (count <= exact) {
            return sum;
        }
        double from = exact + 0.5;
        double to = count + 0.5;
        double power = 1 - exponent;
        return sum
                + (Math.abs(power) < 1e-9
                        ? Math.log(to / from)
                        : (Math.pow(to, power) - Math.pow(from, power)) / power);
    }
}
