package dev.berth.evaluation.ranking;

import java.util.Arrays;

/// Items of one query in the order of their scores, the highest first, with the relevance of each.
///
/// Items of equal score have no order. Every metric is its mean over all orders of such items, in
/// closed form, so that a metric depends on scores and relevances alone and a model gains nothing
/// by equal scores. An item is relevant if its relevance is positive. Metrics of a query without a
/// relevant item are undefined, NaN; scikit-learn gives 0 for nDCG there.
///
/// Source: McSherry and Najork, Computing Information Retrieval Performance Measures Efficiently in
/// the Presence of Tied Scores, ECIR 2008. nDCG: Järvelin and Kekäläinen, Cumulated Gain-Based
/// Evaluation of IR Techniques, 2002, with the discount `1 / log2(rank + 1)` and the relevance as
/// gain. Sorting takes O(n log n), a metric O(n).
public final class RankedItems {
    /// The cut-off that takes all items.
    public static final int ALL = Integer.MAX_VALUE;

    /// Relevances by rank.
    private final double[] relevance;

    /// Relevances in falling order.
    private final double[] ideal;

    /// Where each group of equal scores ends, exclusive.
    private final int[] groupEnds;

    private final int relevantCount;

    private RankedItems(double[] relevance, double[] ideal, int[] groupEnds, int relevantCount) {
        this.relevance = relevance;
        this.ideal = ideal;
        this.groupEnds = groupEnds;
        this.relevantCount = relevantCount;
    }

    /// Orders items.
    ///
    /// @param relevance at least 0 and finite, such as 0 to 4
    /// @param scores as many, none of them NaN
    /// @throws IllegalArgumentException if they are not so
    public static RankedItems of(double[] relevance, double[] scores) {
        check(relevance, scores);
        int size = scores.length;
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        // Adding zero makes -0 and 0 equal.
        Arrays.sort(order, (a, b) -> Double.compare(scores[b] + 0.0, scores[a] + 0.0));
        double[] ranked = new double[size];
        int[] ends = new int[size];
        int groups = 0;
        int relevant = 0;
        for (int rank = 0; rank < size; rank++) {
            int item = order[rank];
            ranked[rank] = relevance[item];
            if (relevance[item] > 0) {
                relevant++;
            }
            if (rank + 1 == size || scores[order[rank + 1]] != scores[item]) {
                ends[groups++] = rank + 1;
            }
        }
        return new RankedItems(ranked, falling(relevance), Arrays.copyOf(ends, groups), relevant);
    }

    private static void check(double[] relevance, double[] scores) {
        if (relevance.length != scores.length) {
            throw new IllegalArgumentException(
                    "scores: " + scores.length + " (expected: " + relevance.length + ")");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!(relevance[i] >= 0 && relevance[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "relevance: " + relevance[i] + " (expected: at least 0 and finite)");
            }
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score: NaN (expected: a number)");
            }
        }
    }

    private static double[] falling(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
            double swapped = sorted[i];
            sorted[i] = sorted[j];
            sorted[j] = swapped;
        }
        return sorted;
    }

    public int size() {
        return relevance.length;
    }

    public int relevantCount() {
        return relevantCount;
    }

    /// Normalised discounted cumulative gain of the first `cutoff` items, from 0 to 1.
    public double ndcg(int cutoff) {
        if (relevantCount == 0) {
            return Double.NaN;
        }
        double ideallyGained = 0;
        for (int rank = 0; rank < Math.min(cutoff, ideal.length) && ideal[rank] > 0; rank++) {
            ideallyGained += ideal[rank] * discount(rank);
        }
        double gained = 0;
        int start = 0;
        for (int end : groupEnds) {
            if (start >= cutoff) {
                break;
            }
            double sum = 0;
            double discounts = 0;
            for (int rank = start; rank < end; rank++) {
                sum += relevance[rank];
                discounts += rank < cutoff ? discount(rank) : 0;
            }
            gained += sum / (end - start) * discounts;
            start = end;
        }
        return gained / ideallyGained;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 2.0);
    }

    /// Share of the relevant items among the first `cutoff`, from 0 to 1.
    public double recall(int cutoff) {
        if (relevantCount == 0) {
            return Double.NaN;
        }
        double found = 0;
        int start = 0;
        for (int end : groupEnds) {
            int within = Math.min(end, cutoff) - start;
            if (within <= 0) {
                break;
            }
            found += relevantBetween(start, end) * ((double) within / (end - start));
            start = end;
        }
        return found / relevantCount;
    }

    /// One divided by the rank, from 1, of the first relevant item; 0 if that is beyond `cutoff`.
    public double reciprocalRank(int cutoff) {
        if (relevantCount == 0) {
            return Double.NaN;
        }
        int start = 0;
        for (int end : groupEnds) {
            int relevant = relevantBetween(start, end);
            if (relevant > 0) {
                return reciprocalRank(start, end - start, relevant, cutoff);
            }
            start = end;
        }
        return 0;
    }

    /// The mean over all orders of a group, which has the first relevant item.
    private static double reciprocalRank(int before, int items, int relevant, int cutoff) {
        double mean = 0;
        // The probability that the first relevant item of the group is its item number i + 1.
        double probability = (double) relevant / items;
        for (int i = 0; i <= items - relevant && before + i < cutoff; i++) {
            mean += probability / (before + i + 1);
            probability *= (double) (items - relevant - i) / (items - 1 - i);
        }
        return mean;
    }

    /// Average precision: the mean, over the relevant items, of the share of relevant items up to
    /// each, from 0 to 1.
    public double averagePrecision() {
        if (relevantCount == 0) {
            return Double.NaN;
        }
        double sum = 0;
        int start = 0;
        int relevantBefore = 0;
        for (int end : groupEnds) {
            int items = end - start;
            int relevant = relevantBetween(start, end);
            double share = (double) relevant / items;
            double shareOfOthers = items == 1 ? 0 : (relevant - 1.0) / (items - 1);
            for (int i = 0; i < items && relevant > 0; i++) {
                sum += share * (relevantBefore + i * shareOfOthers + 1) / (start + i + 1);
            }
            relevantBefore += relevant;
            start = end;
        }
        return sum / relevantCount;
    }

    private int relevantBetween(int start, int end) {
        int relevant = 0;
        for (int rank = start; rank < end; rank++) {
            if (relevance[rank] > 0) {
                relevant++;
            }
        }
        return relevant;
    }
}
