package dev.berth.placement.search;

import java.util.Comparator;

/// Order of placements: cost a month, then latencies, then energy, then their words.
///
/// @param cost dollars a month, rounded to a millionth
/// @param latency sum over latency requirements of the latency over its limit
/// @param watts of one user's machines in a session
/// @param words labels of the options, which differ for any two placements
public record PlanScore(double cost, double latency, double watts, String words)
        implements Comparable<PlanScore> {

    /// Two sums of the same numbers in another order differ by less.
    static final double RELATIVE_SLACK = 1e-9;

    private static final double CENTS_FINE = 1e6;
    private static final double SHARES_FINE = 1e9;

    private static final Comparator<PlanScore> ORDER =
            Comparator.comparingDouble(PlanScore::cost)
                    .thenComparingDouble(PlanScore::latency)
                    .thenComparingDouble(PlanScore::watts)
                    .thenComparing(PlanScore::words);

    public PlanScore {
        cost = Math.rint(cost * CENTS_FINE) / CENTS_FINE;
        latency = Math.rint(latency * SHARES_FINE) / SHARES_FINE;
        watts = Math.rint(watts * SHARES_FINE) / SHARES_FINE;
    }

    @Override
    public int compareTo(PlanScore other) {
        return ORDER.compare(this, other);
    }

    /// A number that is greater by more than rounding can be.
    static boolean isBeyond(double bound, double best) {
        return bound > best + Math.abs(best) * RELATIVE_SLACK + 2 / CENTS_FINE;
    }
}
